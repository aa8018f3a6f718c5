package ebsbackup.request;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sizes and performance that EC2 allows for a volume type
 * (https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html).
 *
 * @param leastGib the smallest size, in GiB
 * @param mostGib the largest size, in GiB
 * @param iops the IOPS that can be provisioned; absent if the type has none to set
 * @param throughput the throughput that can be provisioned; absent if the type has none to set
 * @param canBoot whether a root volume can have this type
 */
public record VolumeLimits(
    int leastGib,
    int mostGib,
    Optional<Iops> iops,
    Optional<Throughput> throughput,
    boolean canBoot) {

  /**
   * The IOPS of a type.
   *
   * @param least the IOPS that every volume can have, no matter how small it is
   * @param perGib how many IOPS each GiB adds to the maximum
   * @param included the IOPS that a volume has if the request names none; absent if it must name
   *     some
   */
  public record Iops(int least, int most, int perGib, Optional<Integer> included) {
    /** The most that a volume of this size can have. */
    public int most(int gib) {
      return Math.clamp((long) gib * perGib, least, most);
    }
  }

  /** The throughput of a type, in MiB/s. */
  public record Throughput(int least, int most, int iopsPerMib) {
    /** The most throughput that this number of IOPS allows. */
    public int most(int iops) {
      return Math.clamp(iops / iopsPerMib, least, most);
    }
  }

  private static final Map<String, VolumeLimits> BY_TYPE =
      Map.of(
          "gp2", of(1, 16_384, true),
          "gp3",
              new VolumeLimits(
                  1,
                  65_536,
                  Optional.of(new Iops(3_000, 80_000, 500, Optional.of(3_000))),
                  Optional.of(new Throughput(125, 2_000, 4)),
                  true),
          "io1", provisioned(16_384, new Iops(100, 64_000, 50, Optional.empty())),
          "io2", provisioned(65_536, new Iops(100, 256_000, 1_000, Optional.empty())),
          "st1", of(125, 16_384, false),
          "sc1", of(125, 16_384, false),
          "standard", of(1, 1_024, true));

  /** The volume types that EC2 has. */
  public static final Set<String> TYPES = BY_TYPE.keySet();

  private static VolumeLimits of(int leastGib, int mostGib, boolean canBoot) {
    return new VolumeLimits(leastGib, mostGib, Optional.empty(), Optional.empty(), canBoot);
  }

  private static VolumeLimits provisioned(int mostGib, Iops iops) {
    return new VolumeLimits(4, mostGib, Optional.of(iops), Optional.empty(), true);
  }

  /** Whether a volume of this type can be attached to several instances. */
  public boolean multiAttach() {
    return iops.filter(range -> range.included().isEmpty()).isPresent();
  }

  /** The limits of a type; empty for a type that EC2 has introduced since this release. */
  public static Optional<VolumeLimits> of(String type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }
}
