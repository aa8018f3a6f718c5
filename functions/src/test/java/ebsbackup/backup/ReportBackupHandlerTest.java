package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class ReportBackupHandlerTest {
  @Test
  void anInputWithoutTheTurnOfTheRun_isRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new ReportBackupHandler.Input(null, null, null, null, null, null, null))
        .withMessage("turn");
  }
}
