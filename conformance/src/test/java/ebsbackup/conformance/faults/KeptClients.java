package ebsbackup.conformance.faults;

import ebsbackup.aws.Clients;
import java.util.List;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * A function's clients, kept so that they can be closed. A function in Lambda never closes its own:
 * its process ends. Here, the threads of each would pile up from one world to the next.
 *
 * @param kept receives each client that was handed out
 */
record KeptClients(Clients clients, List<SdkAutoCloseable> kept) implements Clients {
  @Override
  public Clients in(String region) {
    return new KeptClients(clients.in(region), kept);
  }

  @Override
  public Ec2Client ec2() {
    return keep(clients.ec2());
  }

  @Override
  public Ec2Client ec2WithoutRetries() {
    return keep(clients.ec2WithoutRetries());
  }

  @Override
  public EbsClient ebs() {
    return keep(clients.ebs());
  }

  @Override
  public KmsClient kms() {
    return keep(clients.kms());
  }

  @Override
  public S3Client s3() {
    return keep(clients.s3());
  }

  @Override
  public SfnClient sfn() {
    return keep(clients.sfn());
  }

  @Override
  public SnsClient sns() {
    return keep(clients.sns());
  }

  @Override
  public SsmClient ssm() {
    return keep(clients.ssm());
  }

  private <C extends SdkAutoCloseable> C keep(C client) {
    kept.add(client);
    return client;
  }
}
