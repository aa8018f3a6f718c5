package embeddedcloud.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** The calls of Systems Manager that a health check makes. */
class EmbeddedSsmTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final EmbeddedSsm ssm = new EmbeddedSsm(ec2, clock);
  private final String instanceId =
      ec2.launch(new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of()))
          .instanceId();

  @BeforeEach
  void boot() {
    clock.advance(Duration.ofHours(1));
  }

  @Test
  void aCommandIsInvisibleThenInProgressThenEndsAsScripted() {
    ssm.script(command -> EmbeddedSsm.Result.failed(7, "no such table"));
    String command = send();

    refused("InvocationDoesNotExist", () -> invocation(command));
    clock.advance(Duration.ofSeconds(2));
    assertThat(invocation(command).status()).isEqualTo(CommandInvocationStatus.IN_PROGRESS);
    clock.advance(Duration.ofSeconds(2));
    assertThat(invocation(command).status()).isEqualTo(CommandInvocationStatus.FAILED);
    assertThat(invocation(command).responseCode()).isEqualTo(7);
    assertThat(invocation(command).standardOutputContent()).isEqualTo("no such table");
  }

  @Test
  void theAgentAnswersOnlyWhileTheInstanceRunsAndSomeTimeAfterItBooted() {
    ec2.stopInstances(r -> r.instanceIds(instanceId));
    clock.advance(Duration.ofMinutes(5));
    refused("InvalidInstanceId", this::send);
    ec2.startInstances(r -> r.instanceIds(instanceId));
    clock.advance(Duration.ofSeconds(21));
    refused("InvalidInstanceId", this::send);
    clock.advance(Duration.ofMinutes(1));
    assertThat(send()).isNotEmpty();
    assertThat(ssm.sent()).hasSize(1);
  }

  @Test
  void everyReplyHasEveryMember() {
    String other =
        ec2.launch(new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of()))
            .instanceId();
    ec2.stopInstances(r -> r.instanceIds(instanceId));
    Command command =
        ssm.sendCommand(r -> r.instanceIds(other).documentName("AWS-RunShellScript")).command();
    assertThat(command)
        .isEqualTo(
            Command.builder()
                .commandId(command.commandId())
                .documentName("AWS-RunShellScript")
                .instanceIds(other)
                .build());
    GetCommandInvocationResponse running =
        GetCommandInvocationResponse.builder()
            .commandId(command.commandId())
            .instanceId(other)
            .status(CommandInvocationStatus.IN_PROGRESS)
            .responseCode(-1)
            .build();

    clock.advance(Duration.ofSeconds(1));
    assertThat(ssm.getCommandInvocation(r -> r.commandId(command.commandId()).instanceId(other)))
        .isEqualTo(running);
    clock.advance(Duration.ofSeconds(2));
    assertThat(ssm.getCommandInvocation(r -> r.commandId(command.commandId()).instanceId(other)))
        .isEqualTo(
            running.toBuilder()
                .status(CommandInvocationStatus.SUCCESS)
                .responseCode(0)
                .standardOutputContent("")
                .build());
    refused("InvocationDoesNotExist", () -> invocation(command.commandId()));
    refused(
        "InvalidInstanceId",
        () -> ssm.sendCommand(r -> r.instanceIds(other, "i-00000000000000009")));
    assertThat(ssm.serviceName()).isEqualTo("ssm");
  }

  private String send() {
    return ssm.sendCommand(r -> r.instanceIds(instanceId).documentName("AWS-RunShellScript"))
        .command()
        .commandId();
  }

  private GetCommandInvocationResponse invocation(String command) {
    return ssm.getCommandInvocation(r -> r.commandId(command).instanceId(instanceId));
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SsmException.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
