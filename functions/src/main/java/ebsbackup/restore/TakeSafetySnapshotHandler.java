package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.NewSnapshots;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * "Take Safety Snapshot": of the volumes that a swap is about to replace, looked for by tag before
 * it is taken, and then until it is completed. It carries no plan's tags: it is no restore point
 * that "latest" could choose, and no prune deletes it.
 */
public final class TakeSafetySnapshotHandler
    implements RequestHandler<TakeSafetySnapshotHandler.Input, TakeSafetySnapshotHandler.Output> {

  /** EC2's limit on the ids that a set can leave out. */
  private static final int MOST_EXCLUDED = 40;

  /** EC2 allows a snapshot of a volume every 15 seconds. */
  private static final Duration LET_PASS = Duration.ofSeconds(20);

  private final Ec2Volumes volumes;
  private final Ec2Snapshots snapshots;
  private final NewSnapshots newSnapshots;
  private final Clock clock;

  public TakeSafetySnapshotHandler() {
    this(Wiring.fromEnvironment());
  }

  public TakeSafetySnapshotHandler(Wiring wiring) {
    volumes = wiring.volumes();
    snapshots = wiring.snapshots();
    newSnapshots = wiring.newSnapshots();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param waitSeconds the wait before this look
   * @param takenAt when the snapshots were taken; absent at first
   */
  public record Input(RestorePlan plan, int waitSeconds, Optional<Instant> takenAt) {}

  /** A snapshot of a volume before it was replaced. */
  public record Safety(String snapshotId, String volumeId, String state) {}

  /**
   * What was found.
   *
   * @param problem why there is no such snapshot, once waiting is over
   */
  public record Output(
      boolean finished,
      Optional<String> problem,
      int waitSeconds,
      Optional<Instant> takenAt,
      List<Safety> snapshots) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    Instant now = clock.instant();
    List<String> wanted = plan.placing().map(Placing::replaced).orElse(List.of());
    Map<String, Snapshot> found =
        snapshots.byTag(RestorePlan.RESTORE, plan.restoreId()).stream()
            .filter(snapshot -> wanted.contains(snapshot.volumeId()))
            .collect(
                Collectors.toMap(Snapshot::volumeId, Function.identity(), (one, other) -> one));
    List<String> missing = wanted.stream().filter(id -> !found.containsKey(id)).toList();
    Optional<Instant> takenAt = input.takenAt();
    if (takenAt.isEmpty()) {
      try {
        take(plan, missing);
      } catch (RefusedException e) {
        if (!e.passes() || plan.over(now)) {
          throw e;
        }
        return new Output(
            false, Optional.empty(), (int) LET_PASS.toSeconds(), Optional.empty(), List.of());
      }
      takenAt = Optional.of(now);
    } else if (!missing.isEmpty() && !now.isBefore(takenAt.get().plus(Pace.UNTIL_VISIBLE))) {
      return new Output(
          true, Optional.of("no safety snapshot of " + missing), 0, takenAt, List.of());
    }
    Optional<String> failed =
        found.values().stream()
            .filter(s -> !s.completed() && !s.pending())
            .map(s -> "the safety snapshot %s is %s".formatted(s.snapshotId(), s.condition()))
            .findFirst();
    boolean completed =
        missing.isEmpty() && wanted.stream().allMatch(id -> found.get(id).completed());
    Optional<String> problem =
        failed.or(
            () ->
                !completed && plan.over(now)
                    ? Optional.of("the safety snapshot is not completed at the deadline")
                    : Optional.empty());
    return new Output(
        completed || problem.isPresent(),
        problem,
        (int) Pace.nextCheck(input.waitSeconds()).toSeconds(),
        takenAt,
        found.values().stream()
            .map(s -> new Safety(s.snapshotId(), s.volumeId(), s.state()))
            .toList());
  }

  private void take(RestorePlan plan, List<String> missing) {
    if (missing.isEmpty()) {
      return;
    }
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(RestorePlan.RESTORE, plan.restoreId());
    tags.put(RestorePlan.SAFETY, "before " + plan.restoreId());
    String description = "Before the restore " + plan.restoreId();
    List<Volume> attached = volumes.attachedTo(List.of(plan.instanceId()));
    Optional<String> root =
        attached.stream().filter(volume -> isRoot(volume, plan)).map(Volume::volumeId).findFirst();
    List<String> left =
        attached.stream()
            .filter(volume -> !missing.contains(volume.volumeId()) && !isRoot(volume, plan))
            .map(Volume::volumeId)
            .toList();
    if (left.size() > MOST_EXCLUDED) {
      missing.forEach(id -> newSnapshots.create(id, tags, description));
    } else {
      boolean withoutRoot = root.filter(missing::contains).isEmpty();
      List<String> ignored =
          newSnapshots.createSet(plan.instanceId(), withoutRoot, left, tags, description);
    }
  }

  private static boolean isRoot(Volume volume, RestorePlan plan) {
    return volume
        .attachmentTo(plan.instanceId())
        .flatMap(Attachment::device)
        .filter(
            device -> plan.placing().flatMap(Placing::rootDevice).stream().anyMatch(device::equals))
        .isPresent();
  }
}
