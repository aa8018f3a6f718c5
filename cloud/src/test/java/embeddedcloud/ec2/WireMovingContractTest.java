package embeddedcloud.ec2;

import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.WireClients;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The contract as the SDK's own client sees it kept, with bytes of requests and responses. */
class WireMovingContractTest extends EmbeddedMovingContractTest {
  private final Ec2Client client = WireClients.ec2(Endpoint.of(super.ec2()));

  @Override
  Ec2Client ec2() {
    return client;
  }
}
