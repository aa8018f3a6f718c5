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

  /**
   * The most values that a filter of a Describe call can have.
   * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
   */
  public static final int VALUES_OF_A_FILTER = 200;

  /**
   * The most copies in progress to one Region, including those of other tools.
   * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
   */
  public static final int COPIES_IN_PROGRESS = 20;

  /**
   * The largest size of a volume of any type, in GiB.
   * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
   */
  public static final int LARGEST_VOLUME_GIB = 65_536;

  private Ec2Limits() {}
}
