package ebsbackup.request;

import ebsbackup.ebs.Ec2Limits;
import ebsbackup.failure.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings and tags that new volumes get instead of those in the backup.
 *
 * @param size in GiB
 * @param throughput in MiB/s
 * @param kmsKeyId the key to encrypt the volumes with: an id, alias or ARN, as AWS KMS accepts it
 * @param tags tags in addition to the remembered ones; these take precedence
 */
public record VolumeOverride(
    Optional<String> type,
    Optional<Integer> size,
    Optional<Integer> iops,
    Optional<Integer> throughput,
    Optional<String> kmsKeyId,
    Map<String, String> tags) {

  public static final VolumeOverride NOTHING =
      new VolumeOverride(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of());

  /** 50 tags minus those of the restore and room for the remembered ones. */
  private static final int MAX_TAGS = 20;

  public VolumeOverride {
    type.ifPresent(
        name -> {
          if (!VolumeLimits.TYPES.contains(name)) {
            throw new InvalidInputException(
                "volume.type", "\"" + name + "\"", "one of gp2, gp3, io1, io2, st1, sc1, standard");
          }
        });
    checkRange("volume.size", size, 1, Ec2Limits.LARGEST_VOLUME_GIB, "GiB");
    checkRange("volume.iops", iops, 100, 256_000, "IOPS");
    checkRange("volume.throughput", throughput, 125, 2_000, "MiB/s");
    Optional<VolumeLimits> limits = type.flatMap(VolumeLimits::of);
    refuse("volume.iops", iops, type, limits.filter(of -> of.iops().isEmpty()));
    refuse("volume.throughput", throughput, type, limits.filter(of -> of.throughput().isEmpty()));
    kmsKeyId.ifPresent(
        key -> {
          if (!KmsKeyName.isValid(key)) {
            throw new InvalidInputException("volume.kmsKeyId", "\"" + key + "\"", KmsKeyName.FORMS);
          }
        });
    if (tags.size() > MAX_TAGS) {
      throw new InvalidInputException(
          "volume.tags", tags.size() + " tags", "at most " + MAX_TAGS + " tags");
    }
    tags.forEach((key, value) -> TagRules.checkNewTag("volume.tags", key, value));
    tags = new LinkedHashMap<>(tags);
  }

  /** Whether the request sets a type, a size or performance. */
  public boolean changesPerformance() {
    return type.isPresent() || size.isPresent() || iops.isPresent() || throughput.isPresent();
  }

  private static void refuse(
      String field,
      Optional<Integer> value,
      Optional<String> type,
      Optional<VolumeLimits> withoutIt) {
    if (value.isPresent() && withoutIt.isPresent()) {
      throw new InvalidInputException(
          field, value.get().toString(), "no value together with the type " + type.orElseThrow());
    }
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
