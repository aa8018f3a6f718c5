package ebsbackup.aws;

import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The clients of one account in one Region. Each client is created once, on first use, so a
 * function loads only the interface of a service that it never calls.
 */
public interface Clients {
  /** The clients of the same account in another Region. */
  Clients in(String region);

  Ec2Client ec2();

  /** The client for calls that would take effect twice if the SDK retried them. */
  Ec2Client ec2WithoutRetries();

  EbsClient ebs();

  KmsClient kms();

  S3Client s3();

  SfnClient sfn();

  SnsClient sns();

  SsmClient ssm();

  /** How many calls a client may make concurrently. */
  default int callsAtOnce() {
    return 1;
  }
}
