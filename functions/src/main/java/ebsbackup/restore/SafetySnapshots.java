package ebsbackup.restore;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Ec2Limits;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides which safety snapshots to take, and whether they are completed. They carry no plan's
 * tags, so "latest" never chooses them and prune never deletes them.
 *
 * @param wanted the volumes that the swap is about to replace
 * @param found the existing safety snapshots, by volume
 */
record SafetySnapshots(RestorePlan plan, List<String> wanted, Map<String, Snapshot> found) {

  /**
   * @param tagged the snapshots that carry the restore's tag; anyone may set it, so a snapshot that
   *     is older than the restore does not count
   */
  static SafetySnapshots of(RestorePlan plan, List<Snapshot> tagged) {
    List<String> wanted = plan.placing().map(Placing::replaced).orElse(List.of());
    return new SafetySnapshots(
        plan,
        wanted,
        tagged.stream()
            .filter(snapshot -> wanted.contains(snapshot.volumeId()))
            .filter(snapshot -> !snapshot.startTime().isBefore(plan.startedAt()))
            .collect(
                Collectors.toMap(
                    Snapshot::volumeId,
                    Function.identity(),
                    (one, other) -> one,
                    LinkedHashMap::new)));
  }

  List<String> missing() {
    return wanted.stream().filter(id -> !found.containsKey(id)).toList();
  }

  boolean completed() {
    return missing().isEmpty() && found.values().stream().allMatch(Snapshot::completed);
  }

  /** Why the swap cannot begin; empty while the snapshots may still complete. */
  Optional<String> problem(Instant takenAt, Instant now) {
    if (!missing().isEmpty() && !now.isBefore(takenAt.plus(Pace.UNTIL_VISIBLE))) {
      return Optional.of("no safety snapshot of " + missing());
    }
    return found.values().stream()
        .filter(s -> !s.completed() && !s.pending())
        .map(s -> "the safety snapshot %s is %s".formatted(s.snapshotId(), s.condition()))
        .findFirst()
        .or(
            () ->
                !completed() && plan.over(now)
                    ? Optional.of("the safety snapshot was not completed by the deadline")
                    : Optional.empty());
  }

  List<SafetySnapshot> shown() {
    return found.values().stream().map(SafetySnapshot::of).toList();
  }

  /** How to take the missing snapshots. */
  sealed interface Request {
    /** One call for each volume. */
    record OneByOne(List<String> volumeIds) implements Request {}

    /** One call for the instance that leaves out some of its volumes. */
    record AsSet(boolean withoutRoot, List<String> left) implements Request {}
  }

  /**
   * Requests one set from a single point in time, unless EC2 cannot leave out that many volumes.
   */
  Request request(List<Volume> attached) {
    List<String> missing = missing();
    boolean withoutRoot =
        attached.stream().filter(this::isRoot).noneMatch(v -> missing.contains(v.volumeId()));
    List<String> left =
        attached.stream()
            .filter(volume -> !missing.contains(volume.volumeId()) && !isRoot(volume))
            .map(Volume::volumeId)
            .toList();
    return left.size() > Ec2Limits.VOLUMES_LEFT_OUT_OF_A_SET
        ? new Request.OneByOne(missing)
        : new Request.AsSet(withoutRoot, left);
  }

  private boolean isRoot(Volume volume) {
    return volume
        .attachmentTo(plan.instanceId())
        .flatMap(Attachment::device)
        .filter(
            device ->
                plan.placing().flatMap(Placing::rootDevice).filter(device::equals).isPresent())
        .isPresent();
  }

  Map<String, String> tags() {
    return new TreeMap<>(
        Map.of(
            RestorePlan.RESTORE,
            plan.restoreId(),
            RestorePlan.SAFETY,
            "before " + plan.restoreId()));
  }

  String description() {
    return "Before the restore " + plan.restoreId();
  }
}
