package ebsbackup.restore;

import ebsbackup.ebs.InvalidInputException;
import ebsbackup.plan.TagRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the new volumes are to have instead of what the backup remembers.
 *
 * @param size in GiB
 * @param throughput in MiB/s
 * @param tags in addition to the remembered ones, and before them
 */
public record VolumeOverride(
    Optional<String> type,
    Optional<Integer> size,
    Optional<Integer> iops,
    Optional<Integer> throughput,
    Map<String, String> tags) {

  public static final VolumeOverride NOTHING =
      new VolumeOverride(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  /** EC2's volume types. */
  static final Set<String> TYPES = Set.of("gp2", "gp3", "io1", "io2", "st1", "sc1", "standard");

  /** The types whose IOPS can be set. */
  static final Set<String> WITH_IOPS = Set.of("gp3", "io1", "io2");

  /** 50 tags less those of the restore and room for the remembered ones. */
  private static final int MOST_TAGS = 20;

  private static final int LARGEST = 65_536;

  public VolumeOverride {
    type.ifPresent(
        name -> {
          if (!TYPES.contains(name)) {
            throw new InvalidInputException(
                "volume.type", "\"" + name + "\"", "one of gp2, gp3, io1, io2, st1, sc1, standard");
          }
        });
    checkRange("volume.size", size, 1, LARGEST, "GiB");
    checkRange("volume.iops", iops, 100, 256_000, "IOPS");
    checkRange("volume.throughput", throughput, 125, 2_000, "MiB/s");
    if (iops.isPresent() && type.isPresent() && !WITH_IOPS.contains(type.get())) {
      throw new InvalidInputException(
          "volume.iops", iops.get().toString(), "none beside the type " + type.get());
    }
    if (throughput.isPresent() && type.isPresent() && !type.get().equals("gp3")) {
      throw new InvalidInputException(
          "volume.throughput", throughput.get().toString(), "none beside the type " + type.get());
    }
    if (tags.size() > MOST_TAGS) {
      throw new InvalidInputException(
          "volume.tags", tags.size() + " tags", "at most " + MOST_TAGS + " tags");
    }
    tags.forEach((key, value) -> TagRules.checkNewTag("volume.tags", key, value));
    tags = new LinkedHashMap<>(tags);
  }

  private static void checkRange(
      String field, Optional<Integer> value, int least, int most, String unit) {
    value.ifPresent(
        number -> {
          if (number < least || number > most) {
            throw new InvalidInputException(
                field, number.toString(), "%d to %d %s".formatted(least, most, unit));
          }
        });
  }
}
