package embeddedcloud.ssm;

import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.error.ServiceErrors;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationRequest;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;
import software.amazon.awssdk.services.ssm.model.SsmException;

/**
 * The part of Systems Manager that runs commands on instances. A script decides the result of each
 * command and may look at the world. By default, every command succeeds.
 */
public final class EmbeddedSsm implements SsmClient {
  /** The time from booting until the agent responds. */
  private static final Duration AGENT_STARTS = Duration.ofSeconds(15);

  /** GetCommandInvocation does not find a command right after it was sent. */
  private static final Duration INVISIBLE = Duration.ofSeconds(1);

  private final EmbeddedEc2 ec2;
  private final VirtualClock clock;
  private final Map<String, Invocation> invocations = new HashMap<>();
  private final List<SendCommandRequest> sent = new ArrayList<>();
  private Function<SendCommandRequest, Result> script = command -> Result.success();

  public EmbeddedSsm(EmbeddedEc2 ec2, VirtualClock clock) {
    this.ec2 = ec2;
    this.clock = clock;
  }

  /**
   * The result of a command.
   *
   * @param after how long it runs
   * @param status how it ends
   * @param exitCode the shell's exit code
   */
  public record Result(
      Duration after, CommandInvocationStatus status, int exitCode, String output) {
    public static Result success() {
      return new Result(Duration.ofSeconds(3), CommandInvocationStatus.SUCCESS, 0, "");
    }

    public static Result failed(int exitCode, String output) {
      return new Result(Duration.ofSeconds(3), CommandInvocationStatus.FAILED, exitCode, output);
    }
  }

  private record Invocation(String instanceId, Instant sentAt, Result result) {}

  /** Sets the script that decides the results of commands from now on. */
  public void script(Function<SendCommandRequest, Result> newScript) {
    script = newScript;
  }

  /** The commands that were sent, in order. */
  public List<SendCommandRequest> sent() {
    return List.copyOf(sent);
  }

  @Override
  public SendCommandResponse sendCommand(SendCommandRequest request) {
    for (String instanceId : request.instanceIds()) {
      if (!answers(instanceId)) {
        throw refused("InvalidInstanceId", "Instances not in a valid state for account");
      }
    }
    sent.add(request);
    String commandId = new UUID(0x55_0000L, sent.size()).toString();
    for (String instanceId : request.instanceIds()) {
      invocations.put(
          commandId + instanceId,
          new Invocation(instanceId, clock.instant(), script.apply(request)));
    }
    return SendCommandResponse.builder()
        .command(
            Command.builder()
                .commandId(commandId)
                .documentName(request.documentName())
                .instanceIds(request.instanceIds())
                .build())
        .build();
  }

  private boolean answers(String instanceId) {
    return ec2.contents().instances().stream()
        .filter(instance -> instance.instanceId().equals(instanceId))
        .anyMatch(
            instance ->
                instance.state().name() == InstanceStateName.RUNNING
                    && !clock.instant().isBefore(ec2.bootedAt(instanceId).plus(AGENT_STARTS)));
  }

  @Override
  public GetCommandInvocationResponse getCommandInvocation(GetCommandInvocationRequest request) {
    Invocation invocation = invocations.get(request.commandId() + request.instanceId());
    if (invocation == null || clock.instant().isBefore(invocation.sentAt().plus(INVISIBLE))) {
      throw refused("InvocationDoesNotExist", "");
    }
    boolean ended =
        !clock.instant().isBefore(invocation.sentAt().plus(invocation.result().after()));
    GetCommandInvocationResponse.Builder response =
        GetCommandInvocationResponse.builder()
            .commandId(request.commandId())
            .instanceId(request.instanceId())
            .status(ended ? invocation.result().status() : CommandInvocationStatus.IN_PROGRESS)
            .responseCode(ended ? invocation.result().exitCode() : -1);
    if (ended) {
      response.standardOutputContent(invocation.result().output());
    }
    return response.build();
  }

  private static RuntimeException refused(String code, String message) {
    return ServiceErrors.of(SsmException.builder(), "Ssm", 400, code, message);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
