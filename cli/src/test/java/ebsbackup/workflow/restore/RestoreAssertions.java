package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** How a restore ended. */
final class RestoreAssertions {
  private RestoreAssertions() {}

  static void assertSucceeded(Execution execution) {
    assertThat(execution.status())
        .as(execution.cause().orElse(""))
        .isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  /** The message of a restore that was refused before its first write. */
  static String refusal(Execution execution) {
    assertThat(execution.error()).contains("ebsbackup.failure.RestoreRefusedException");
    Map<?, ?> cause = (Map<?, ?>) Json.parse(execution.cause().orElseThrow());
    return String.valueOf(cause.get("errorMessage"));
  }

  /**
   * The dry run and the real run are refused in the same words, and neither writes.
   *
   * @param restore runs a restore with these fields
   */
  static void assertRefused(
      RestoreWorld world, String reason, Function<String[], Execution> restore, String... fields) {
    List<String> dry = new ArrayList<>(List.of(fields));
    dry.add("\"dryRun\": true");
    world.ec2.calls().clear();
    String message = refusal(restore.apply(fields));
    assertThat(message).contains(reason);
    assertThat(refusal(restore.apply(dry.toArray(String[]::new)))).isEqualTo(message);
    assertThat(world.ec2.calls().byAction().keySet())
        .allMatch(call -> call.matches("(Describe|Get).*"));
  }
}
