package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Samples;
import ebsbackup.failure.RestoreRefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherRestoreTest {
  private static final OtherRestore ONE = new OtherRestore("arn:1", "one", Samples.NIGHT);
  private static final OtherRestore TWO = new OtherRestore("arn:2", "two", Samples.NIGHT);

  @Test
  void theOneThatBeganFirstGoesOn_alsoInTheSameMillisecond() {
    assertThatCode(() -> OtherRestore.refuseBeside("i", "arn:1", Samples.NIGHT, List.of(ONE, TWO)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> OtherRestore.refuseBeside("i", "arn:2", Samples.NIGHT, List.of(ONE, TWO)))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageStartingWith("i is being restored by the execution one");
  }
}
