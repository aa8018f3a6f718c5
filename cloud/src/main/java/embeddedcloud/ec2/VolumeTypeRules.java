package embeddedcloud.ec2;

import java.util.Map;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * The allowed sizes and performance of each volume type
 * (https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html).
 */
final class VolumeTypeRules {
  private static final int GP3_IOPS = 3_000;
  private static final int GP3_THROUGHPUT = 125;
  private static final int GP3_MOST_THROUGHPUT = 2_000;
  private static final int GP3_IOPS_PER_MIB = 4;

  private static final Map<VolumeType, Rule> RULES =
      Map.of(
          VolumeType.STANDARD, new Rule(1, 1_024, 0, 0, 0),
          VolumeType.GP2, new Rule(1, 16_384, 0, 0, 0),
          VolumeType.GP3, new Rule(1, 65_536, GP3_IOPS, 80_000, 500),
          VolumeType.IO1, new Rule(4, 16_384, 100, 64_000, 50),
          VolumeType.IO2, new Rule(4, 65_536, 100, 256_000, 1_000),
          VolumeType.ST1, new Rule(125, 16_384, 0, 0, 0),
          VolumeType.SC1, new Rule(125, 16_384, 0, 0, 0));

  private VolumeTypeRules() {}

  /** Sizes are in GiB. {@code mostIops} is 0 for a type whose IOPS cannot be chosen. */
  private record Rule(int least, int most, int leastIops, int mostIops, int iopsPerGib) {}

  static boolean isKnown(VolumeType type) {
    return RULES.containsKey(type);
  }

  /** Whether the IOPS of volumes of this type can be chosen. */
  static boolean choosesIops(VolumeType type) {
    return RULES.get(type).mostIops() > 0;
  }

  static boolean canBoot(VolumeType type) {
    return type != VolumeType.ST1 && type != VolumeType.SC1;
  }

  static void checkMultiAttach(VolumeType type, Boolean asked) {
    if (Boolean.TRUE.equals(asked) && type != VolumeType.IO1 && type != VolumeType.IO2) {
      throw Ec2Errors.of(
          "InvalidParameterCombination",
          "The parameter MultiAttachEnabled is not supported for %s volumes.",
          type);
    }
  }

  static void checkSize(VolumeType type, int gib) {
    Rule rule = RULES.get(type);
    if (gib < rule.least()) {
      throw Ec2Errors.badValue(
          "Volume of %dGiB is too small for volume type %s; minimum is %dGiB.",
          gib, type, rule.least());
    }
    if (gib > rule.most()) {
      throw Ec2Errors.badValue(
          "Volume of %dGiB is too large for volume type %s; maximum is %dGiB.",
          gib, type, rule.most());
    }
  }

  /**
   * Returns the IOPS of a new volume.
   *
   * @param asked null if the request omits them
   * @return null for types for which EC2 shows none
   */
  static Integer iops(VolumeType type, int gib, Integer asked) {
    Rule rule = RULES.get(type);
    if (rule.mostIops() == 0) {
      if (asked != null) {
        throw Ec2Errors.of(
            "InvalidParameterCombination",
            "The parameter iops is not supported for %s volumes.",
            type);
      }
      return type == VolumeType.GP2 ? gp2Baseline(gib) : null;
    }
    if (asked == null) {
      if (type == VolumeType.GP3) {
        return GP3_IOPS;
      }
      throw Ec2Errors.of(
          "MissingParameter", "The request must contain the parameter iops for %s volumes", type);
    }
    if (asked < rule.leastIops() || asked > rule.mostIops()) {
      throw Ec2Errors.badValue(
          "Volume iops of %d is out of range for %s; it must be between %d and %d.",
          asked, type, rule.leastIops(), rule.mostIops());
    }
    if (asked > rule.leastIops() && asked > (long) gib * rule.iopsPerGib()) {
      throw Ec2Errors.badValue(
          "Iops to volume size ratio of %d to %d GiB is too high for %s; maximum is %d to 1.",
          asked, gib, type, rule.iopsPerGib());
    }
    return asked;
  }

  /** Returns the throughput in MiB/s; null for types for which EC2 shows none. */
  static Integer throughput(VolumeType type, Integer iops, Integer asked) {
    if (type != VolumeType.GP3) {
      if (asked != null) {
        throw Ec2Errors.of(
            "InvalidParameterCombination",
            "The parameter throughput is not supported for %s volumes.",
            type);
      }
      return null;
    }
    if (asked == null) {
      return GP3_THROUGHPUT;
    }
    if (asked < GP3_THROUGHPUT || asked > GP3_MOST_THROUGHPUT) {
      throw Ec2Errors.badValue(
          "Throughput of %d MiB/s is out of range for gp3; it must be between %d and %d.",
          asked, GP3_THROUGHPUT, GP3_MOST_THROUGHPUT);
    }
    if ((long) asked * GP3_IOPS_PER_MIB > iops) {
      throw Ec2Errors.badValue(
          "Throughput (MiBps) to iops ratio of %d to %d is too high; maximum is 0.25 to 1.",
          asked, iops);
    }
    return asked;
  }

  /** 3 IOPS per GiB, at least 100 and at most 16,000. */
  private static int gp2Baseline(int gib) {
    return Math.clamp(gib * 3L, 100, 16_000);
  }
}
