package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Samples;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherRestoreTest {
  private static final OtherRestore ONE = new OtherRestore("arn:1", "one", Samples.NIGHT);
  private static final OtherRestore TWO = new OtherRestore("arn:2", "two", Samples.NIGHT);

  @Test
  void theOneThatBeganFirstGoesOn_alsoInTheSameMillisecond() {
    assertThatCode(
            () -> OtherRestore.refuseIfAnotherRuns("i", "arn:1", Samples.NIGHT, List.of(ONE, TWO)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> OtherRestore.refuseIfAnotherRuns("i", "arn:2", Samples.NIGHT, List.of(ONE, TWO)))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageStartingWith("i is being restored by the execution one");
  }

  @Test
  void restoresTo_isARestoreToTheInstance_andNoDryRun() {
    Json json = new Json();
    String input =
        "{\"instanceId\": \"i-0123456789abcdef0\", \"source\": \"i-0123456789abcdef1\","
            + " \"from\": {\"latest\": true}, \"dryRun\": %s}";

    assertThat(OtherRestore.restoresTo(json, input.formatted(false), "i-0123456789abcdef0"))
        .isTrue();
    assertThat(OtherRestore.restoresTo(json, input.formatted(true), "i-0123456789abcdef0"))
        .isFalse();
    assertThat(OtherRestore.restoresTo(json, input.formatted(false), "i-0123456789abcdef1"))
        .isFalse();
    assertThat(OtherRestore.restoresTo(json, "{}", "i-0123456789abcdef0")).isFalse();
  }

  @Test
  void aRestoreIsNoOtherRestoreBesideItself_norIsOneThatBeganLater() {
    OtherRestore later = new OtherRestore("arn:0", "zero", Samples.NIGHT.plusMillis(1));
    OtherRestore rounded = new OtherRestore("arn:1", "one", Samples.NIGHT.minusMillis(1));

    assertThatCode(
            () ->
                OtherRestore.refuseIfAnotherRuns(
                    "i", "arn:1", Samples.NIGHT, List.of(later, rounded)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                OtherRestore.refuseIfAnotherRuns(
                    "i", "arn:0", Samples.NIGHT, List.of(later, rounded)))
        .hasMessage(
            "i is being restored by the execution one, which started at 2026-03-01T02:59:59.999Z");
  }
}
