package ebsbackup.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportedTest {
  private static final SetProblem FIRST = new SetProblem("i-1", "it is terminated", List.of());
  private static final SetProblem SECOND = new SetProblem("i-2", "it is terminated", List.of());

  @Test
  void whatIsNotListedIsCounted() {
    Reported report = new Reported(Optional.of("bad"), List.of(FIRST, SECOND), 3);

    assertThat(report.shortened(1)).isEqualTo(new Reported(Optional.of("bad"), List.of(FIRST), 4));
    assertThat(report.shortened(2)).isEqualTo(report);
  }

  @Test
  void theReportSaysWhatWentWrong_unlessOnlyThePageWasNotWritten() {
    Reported report = new Reported(Optional.of("2 sets are not good"), List.of(), 0);
    Optional<TaskError> notWritten = Optional.of(new TaskError("PAGE_NOT_WRITTEN", "denied"));

    assertThat(report.reasonOf(Optional.of(new TaskError("PARTIAL", "x")), new Json()))
        .isEqualTo("2 sets are not good");
    assertThat(report.reasonOf(Optional.empty(), new Json())).isEqualTo("2 sets are not good");
    assertThat(report.reasonOf(notWritten, new Json())).isEqualTo("PAGE_NOT_WRITTEN: denied");
  }

  @Test
  void withoutAReport_stepFunctionsSaysWhatWentWrong_orNobody() {
    assertThat(Reported.NOTHING.reasonOf(Optional.of(new TaskError("A", "b")), new Json()))
        .isEqualTo("A: b");
    assertThat(Reported.NOTHING.reasonOf(Optional.empty(), new Json()))
        .isEqualTo("Step Functions reported no reason");
  }

  @Test
  void aHealthCheckIsLeftOut() {
    Json json = new Json();

    assertThat(SafeInput.of("{\"mode\":\"swap\",\"healthCheck\":{\"shell\":[\"x\"]}}", json))
        .isEqualTo(new SafeInput("{\"mode\":\"swap\"}", Optional.of("healthCheck")));
    assertThat(SafeInput.of("{\"plan\": \"daily\"}", json))
        .isEqualTo(new SafeInput("{\"plan\": \"daily\"}", Optional.empty()));
  }
}
