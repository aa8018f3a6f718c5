package ebsbackup.cli;

import ebsbackup.aws.Clients;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Clients for code that calls no service other than EC2. */
record OnlyEc2(Ec2Client ec2) implements Clients {
  @Override
  public Clients in(String region) {
    throw new IllegalStateException("only one Region is read here");
  }

  @Override
  public Ec2Client ec2WithoutRetries() {
    return ec2;
  }

  @Override
  public EbsClient ebs() {
    throw other();
  }

  @Override
  public KmsClient kms() {
    throw other();
  }

  @Override
  public S3Client s3() {
    throw other();
  }

  @Override
  public SfnClient sfn() {
    throw other();
  }

  @Override
  public SnsClient sns() {
    throw other();
  }

  @Override
  public SsmClient ssm() {
    throw other();
  }

  private static IllegalStateException other() {
    return new IllegalStateException("only EC2 is called here");
  }
}
