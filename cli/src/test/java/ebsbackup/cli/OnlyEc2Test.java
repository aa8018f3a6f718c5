package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.Clients;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Code that reads one Region fails when it asks for more, instead of reading the wrong one. */
class OnlyEc2Test {
  private final VirtualClock clock = new VirtualClock(TestCloud.BEGINS);
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(TestCloud.settings(), clock, BlockStore.inMemory(clock, 1024 * 1024));
  private final Clients clients = new OnlyEc2(ec2);

  @Test
  void itsClientsAreThatOfTheRegion() {
    assertThat(clients.ec2()).isSameAs(ec2);
    assertThat(clients.ec2WithoutRetries()).isSameAs(ec2);
  }

  @Test
  void nothingElseIsThere() {
    assertThatThrownBy(() -> clients.in("eu-west-1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("only one Region is read here");
    List.<ThrowingCallable>of(
            clients::ebs, clients::kms, clients::s3, clients::sfn, clients::sns, clients::ssm)
        .forEach(
            client ->
                assertThatThrownBy(client)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("only EC2 is called here"));
  }
}
