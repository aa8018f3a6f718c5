package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.EmbeddedSsm;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Systems Manager, as far as a health check sees it. */
class EmbeddedSsmTest {
  private final RestoreWorld world = new RestoreWorld();
  private final EmbeddedSsm ssm = world.cloud.ssm();

  @Test
  void aCommandIsInvisibleThenInProgressThenEndsAsScripted() {
    ssm.script(command -> EmbeddedSsm.Result.failed(7, "no such table"));
    String command = send();

    refused("InvocationDoesNotExist", () -> invocation(command));
    world.clock.advance(Duration.ofSeconds(2));
    assertThat(invocation(command).status()).isEqualTo(CommandInvocationStatus.IN_PROGRESS);
    world.clock.advance(Duration.ofSeconds(2));
    assertThat(invocation(command).status()).isEqualTo(CommandInvocationStatus.FAILED);
    assertThat(invocation(command).responseCode()).isEqualTo(7);
    assertThat(invocation(command).standardOutputContent()).isEqualTo("no such table");
  }

  @Test
  void theAgentAnswersOnlyWhileTheInstanceRunsAndSomeTimeAfterItBooted() {
    world.ec2.stopInstances(r -> r.instanceIds(world.instanceId));
    world.clock.advance(Duration.ofMinutes(5));
    refused("InvalidInstanceId", this::send);
    world.ec2.startInstances(r -> r.instanceIds(world.instanceId));
    world.clock.advance(Duration.ofSeconds(21));
    refused("InvalidInstanceId", this::send);
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(send()).isNotEmpty();
    assertThat(ssm.sent()).hasSize(1);
  }

  private String send() {
    return ssm.sendCommand(r -> r.instanceIds(world.instanceId).documentName("AWS-RunShellScript"))
        .command()
        .commandId();
  }

  private GetCommandInvocationResponse invocation(String command) {
    return ssm.getCommandInvocation(r -> r.commandId(command).instanceId(world.instanceId));
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SsmException.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
