package ebsbackup.ebs;

/** EC2's limits that do not depend on a volume type or on tags. */
public final class Ec2Limits {
  /**
   * The most EBS volumes that an instance can have.
   * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html
   */
  public static final int VOLUMES_OF_AN_INSTANCE = 128;

  /** The most data volumes that {@code CreateSnapshots} can exclude. */
  public static final int VOLUMES_LEFT_OUT_OF_A_SET = 40;

  private Ec2Limits() {}
}
