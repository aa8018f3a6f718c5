package ebsbackup.request;

import ebsbackup.ebs.Ec2Limits;
import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What to restore: the input of a restore execution.
 *
 * @param instanceId the instance that gets the volumes; it determines their Availability Zone
 * @param source the instance or volume whose sets {@code from} chooses from; it need not exist
 *     anymore. By default, the instance itself
 * @param owner the account that shares the snapshots with ours; absent for our own
 * @param devices the devices of the set to restore; all of them if empty
 * @param attachAs the device for a volume of the set; the key is its device in the set, or its
 *     snapshot
 * @param replace the volumes that a swap replaces if it cannot recognize them: from the device in
 *     the set, or the snapshot, to a volume that is attached to the instance, or to {@value #NONE}
 * @param safetySnapshot whether to take snapshots of the volumes that a swap replaces
 * @param stop whether a swap may stop a running instance; absent if the request does not say
 * @param keepOnFailure whether to keep the new volumes of a failed restore
 * @param deadline the time from the start of the execution until the volumes must be ready
 * @param dryRun whether to only plan
 */
public record RestoreRequest(
    String instanceId,
    String source,
    RestoreFrom from,
    Optional<String> owner,
    RestoreMode mode,
    List<String> devices,
    Map<String, String> attachAs,
    Map<String, String> replace,
    VolumeOverride volume,
    boolean safetySnapshot,
    Optional<Boolean> stop,
    Optional<HealthCheck> healthCheck,
    boolean keepOnFailure,
    Initialization initialization,
    Duration deadline,
    boolean dryRun) {

  public static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

  /** In {@code replace}: the device for the new volume is free, so nothing is replaced. */
  public static final String NONE = "none";

  public RestoreRequest {
    ResourceIds.check("instanceId", instanceId, ResourceIds.INSTANCE, "i-0123456789abcdef0");
    if (!ResourceIds.INSTANCE.matcher(source).matches()
        && !ResourceIds.VOLUME.matcher(source).matches()) {
      throw new InvalidInputException(
          "source",
          "\"" + source + "\"",
          "an id like i-0123456789abcdef0 or vol-0123456789abcdef0");
    }
    owner.ifPresent(id -> AccountId.check("from.owner", id));
    if (deadline.compareTo(Duration.ofMinutes(1)) < 0
        || deadline.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidInputException(
          "deadline", deadline.toString(), "a duration from PT1M to PT24H");
    }
    checkDevices(devices);
    checkAttachAs(attachAs);
    checkReplace(replace);
    devices = List.copyOf(devices);
    attachAs = new LinkedHashMap<>(attachAs);
    replace = new LinkedHashMap<>(replace);
  }

  private static void checkDevices(List<String> devices) {
    if (devices.size() > Ec2Limits.VOLUMES_OF_AN_INSTANCE) {
      throw new InvalidInputException(
          "devices", devices.size() + " devices", "at most " + Ec2Limits.VOLUMES_OF_AN_INSTANCE);
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      String field = "devices[%d]".formatted(i);
      checkDevice(field, devices.get(i), DeviceNames.KNOWN);
      if (!seen.add(devices.get(i))) {
        throw new InvalidInputException(field, devices.get(i), "each device once");
      }
    }
  }

  private static void checkAttachAs(Map<String, String> attachAs) {
    Set<String> seen = new HashSet<>();
    attachAs.forEach(
        (from, to) -> {
          checkName("attachAs", from);
          checkDevice("attachAs." + from, to, DeviceNames.ATTACHABLE);
          if (!seen.add(to)) {
            throw new InvalidInputException("attachAs." + from, to, "each device once");
          }
        });
  }

  private static void checkReplace(Map<String, String> replace) {
    Set<String> seen = new HashSet<>();
    replace.forEach(
        (from, volume) -> {
          checkName("replace", from);
          String field = "replace." + from;
          if (volume.equals(NONE)) {
            return;
          }
          if (!ResourceIds.VOLUME.matcher(volume).matches()) {
            throw new InvalidInputException(
                field, "\"" + volume + "\"", "\"none\" or an id like vol-0123456789abcdef0");
          }
          if (!seen.add(volume)) {
            throw new InvalidInputException(field, volume, "each volume once");
          }
        });
  }

  /** The ids of the volumes that {@code replace} names. */
  public List<String> replacedVolumeIds() {
    return replace.values().stream().filter(volume -> !volume.equals(NONE)).toList();
  }

  /** Checks the name of a volume of the set: its device in the set, or its snapshot. */
  private static void checkName(String field, String name) {
    if (!DeviceNames.KNOWN.matcher(name).matches()
        && !ResourceIds.SNAPSHOT.matcher(name).matches()) {
      throw new InvalidInputException(
          field,
          "the key \"" + name + "\"",
          "keys that are a device name such as /dev/sdf or an id like snap-0123456789abcdef0");
    }
  }

  private static void checkDevice(String field, String device, Pattern expected) {
    if (!expected.matcher(device).matches()) {
      throw new InvalidInputException(
          field, "\"" + device + "\"", "a device name such as /dev/sdf");
    }
  }

  /**
   * Checks the owner against the deployed stack.
   *
   * @param own the account that restores
   * @param allowed the accounts whose snapshots the stack's role may create volumes from
   * @throws InvalidInputException if the owner is our own account or is not allowed
   */
  public void checkOwner(String own, List<String> allowed) {
    owner.ifPresent(
        id -> {
          if (id.equals(own)) {
            throw new InvalidInputException(
                "from.owner",
                id,
                "another account (omit the field for this account's own snapshots)");
          }
          if (!allowed.contains(id)) {
            throw new InvalidInputException(
                "from.owner",
                id,
                "an account that the stack's parameter RestoreFromAccounts names");
          }
        });
  }

  /** The source, with the account if it is another one. */
  public String backedUp() {
    return owner.map(id -> source + " of the account " + id).orElse(source);
  }

  /**
   * Checks what depends on the current time.
   *
   * @throws InvalidInputException if {@code from.before} is in the future: most likely the time
   *     zone is wrong, and the restore would silently use the newest set
   */
  public void checkAt(Instant now) {
    if (from instanceof RestoreFrom.Before before && before.time().isAfter(now)) {
      throw new InvalidInputException(
          "from.before", before.time().toString(), "a time in the past (it is now " + now + ")");
    }
  }
}
