package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * "Remove Volumes": deletes what a failed restore made, found by its tag, so that a volume whose
 * reply was lost goes too. Anyone who may tag volumes can set that tag, so the volume must be made
 * of a snapshot of the plan as well. One that is not visible yet, or still being made, is waited
 * for; one that was attached meanwhile stays.
 */
public final class RemoveVolumesHandler
    implements RequestHandler<RemoveVolumesHandler.Input, RemoveVolumesHandler.Output> {

  /** Volumes are made, and let go, in seconds; what lasts longer is left to a person. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Ec2Volumes volumes;
  private final Clock clock;

  public RemoveVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public RemoveVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param since when the first look was; absent at first
   * @param removed by the looks before
   */
  public record Input(
      RestorePlan plan, Optional<Instant> since, int waitSeconds, List<String> removed) {}

  /** A volume that is still there, and why. */
  public record Kept(String volumeId, String reason) {}

  /**
   * What really happened.
   *
   * @param finished no more looks are needed
   */
  public record Output(
      List<String> removed, List<Kept> kept, boolean finished, Instant since, int waitSeconds) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Instant now = clock.instant();
    Instant since = input.since().orElse(now);
    Set<String> removed = new LinkedHashSet<>(input.removed());
    List<Kept> kept = new ArrayList<>();
    boolean waiting = false;
    List<Volume> tagged = volumes.byTag(RestorePlan.RESTORE, input.plan().restoreId());
    List<Volume> made = tagged.stream().filter(input.plan()::mayHaveMade).toList();
    for (Volume volume : made) {
      switch (volume.state()) {
        case "in-use" -> kept.add(new Kept(volume.volumeId(), "it is attached"));
        case "creating" -> {
          kept.add(new Kept(volume.volumeId(), "it is still being created"));
          waiting = true;
        }
        case "deleting", "deleted" -> removed.add(volume.volumeId());
        default -> {
          try {
            volumes.delete(volume.volumeId());
            removed.add(volume.volumeId());
          } catch (RefusedException e) {
            kept.add(new Kept(volume.volumeId(), String.valueOf(e.getMessage())));
            waiting = true;
          }
        }
      }
    }
    boolean mayAppear =
        removed.size() + kept.size() < input.plan().volumes().size()
            && now.isBefore(since.plus(Pace.UNTIL_VISIBLE));
    tagged.stream()
        .filter(volume -> !made.contains(volume))
        .map(volume -> new Kept(volume.volumeId(), "this restore did not make it"))
        .forEach(kept::add);
    boolean over = !now.isBefore(since.plus(PATIENCE));
    return new Output(
        List.copyOf(removed),
        kept,
        over || !(waiting || mayAppear),
        since,
        (int) Pace.nextCheck(input.waitSeconds()).toSeconds());
  }
}
