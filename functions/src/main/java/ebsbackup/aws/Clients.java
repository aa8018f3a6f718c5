package ebsbackup.aws;

import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The clients of one account in one Region. Each is made when it is asked for, so that a function
 * loads nothing but the interface of a service that it never calls.
 */
public interface Clients {
  Ec2Client ec2();

  /** For calls that would take effect twice if the SDK repeated them. */
  Ec2Client ec2WithoutRetries();

  EbsClient ebs();

  KmsClient kms();

  SfnClient sfn();

  SnsClient sns();

  SsmClient ssm();
}
