package ebsbackup.local.cloud;

import ebsbackup.aws.Clients;
import ebsbackup.local.states.EmbeddedSfn;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The embedded services as one function calls them, with each call reported to a listener. EC2
 * reports its calls itself.
 */
public record FunctionClients(Cloud cloud, String function, CallListener listener)
    implements Clients {
  /** The same services without a listener. */
  public static FunctionClients unwatched(Cloud cloud, String function) {
    return new FunctionClients(cloud, function, new CallListener() {});
  }

  @Override
  public Ec2Client ec2() {
    return cloud.ec2();
  }

  @Override
  public Ec2Client ec2WithoutRetries() {
    return cloud.ec2();
  }

  @Override
  public EbsClient ebs() {
    return listened(EbsClient.class, cloud.ec2().ebs(), "ebs");
  }

  @Override
  public KmsClient kms() {
    return listened(KmsClient.class, cloud.ec2().kms(), "kms");
  }

  @Override
  public SfnClient sfn() {
    return listened(SfnClient.class, new EmbeddedSfn(cloud.stateMachines()), "states");
  }

  @Override
  public SnsClient sns() {
    return listened(SnsClient.class, cloud.sns(), "sns");
  }

  @Override
  public SsmClient ssm() {
    return listened(SsmClient.class, cloud.ssm(), "ssm");
  }

  private <T> T listened(Class<T> type, T client, String service) {
    return ListenedClient.of(type, client, function, service, listener);
  }
}
