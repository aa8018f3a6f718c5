package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.request.HealthCheck;
import java.util.Optional;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;

/**
 * Commands that Systems Manager runs on an instance. Every method throws {@link AwsCallException}.
 */
public final class RunCommands {
  private final SsmClient ssm;

  RunCommands(SsmClient ssm) {
    this.ssm = ssm;
  }

  /**
   * The state of a command.
   *
   * @param status Systems Manager's name for the status, for example {@code Success}
   * @param output its standard error output, or its standard output if there is none
   */
  public record Invocation(String status, int exitCode, String output) {}

  /**
   * Sends the command of a health check.
   *
   * @return the command's id
   */
  public String send(String instanceId, HealthCheck check, String comment) {
    return Calls.call(
            "SendCommand",
            () ->
                ssm.sendCommand(
                    request ->
                        request
                            .instanceIds(instanceId)
                            .documentName(check.document())
                            .parameters(check.parameters())
                            .comment(comment)))
        .command()
        .commandId();
  }

  public Invocation invocation(String commandId, String instanceId) {
    GetCommandInvocationResponse found =
        Calls.call(
            "GetCommandInvocation",
            () ->
                ssm.getCommandInvocation(
                    request -> request.commandId(commandId).instanceId(instanceId)));
    return new Invocation(
        found.statusAsString(),
        Optional.ofNullable(found.responseCode()).orElse(-1),
        Optional.ofNullable(found.standardErrorContent())
            .filter(text -> !text.isBlank())
            .or(() -> Optional.ofNullable(found.standardOutputContent()))
            .orElse("")
            .strip());
  }
}
