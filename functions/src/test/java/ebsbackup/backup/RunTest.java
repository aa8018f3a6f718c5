package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunTest {
  @Test
  void pruneName_isAsLongAsStepFunctionsAllows() {
    assertThat(Run.pruneName("tonight")).isEqualTo("tonight-prune");
    assertThat(Run.pruneName("n".repeat(80))).hasSize(80).endsWith("nnn-prune");
  }
}
