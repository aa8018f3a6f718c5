package ebsbackup.aws;

import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The clients of one account in one Region. Each is created on first use and only once, so of a
 * service that it never calls, a function loads only the interface.
 */
public interface Clients {
  /** The clients of the same account in another Region. */
  Clients in(String region);

  Ec2Client ec2();

  /** For calls that would take effect twice if the SDK repeated them. */
  Ec2Client ec2WithoutRetries();

  EbsClient ebs();

  KmsClient kms();

  S3Client s3();

  SfnClient sfn();

  SnsClient sns();

  SsmClient ssm();

  /** How many calls of a client may be under way at a time. */
  default int callsAtOnce() {
    return 1;
  }
}
