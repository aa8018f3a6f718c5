package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Volume;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** "Check Volumes": whether the new volumes can be used. */
public final class CheckVolumesHandler
    implements RequestHandler<CheckVolumesHandler.Input, CheckVolumesHandler.Output> {

  private final Ec2Volumes volumes;
  private final Clock clock;

  public CheckVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public CheckVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
    clock = wiring.clock();
  }

  /**
   * What the workflow hands in.
   *
   * @param waitSeconds the wait before this check
   */
  public record Input(
      RestorePlan plan, List<RestoredVolume> volumes, Instant createdAt, int waitSeconds) {}

  /**
   * What was found.
   *
   * @param finished whether waiting is over
   * @param failed how many volumes can't be used, once waiting is over
   */
  public record Output(
      boolean finished, int failed, int waitSeconds, List<RestoredVolume> volumes) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Instant now = clock.instant();
    List<String> ids = input.volumes().stream().map(RestoredVolume::volumeId).toList();
    Map<String, Volume> found =
        volumes.byIds(ids).stream()
            .collect(Collectors.toMap(Volume::volumeId, Function.identity()));
    List<RestoredVolume> seen =
        input.volumes().stream()
            .map(v -> judged(v, Optional.ofNullable(found.get(v.volumeId())), input, now))
            .toList();
    int failed = (int) seen.stream().filter(v -> v.problem().isPresent()).count();
    boolean waiting = seen.stream().anyMatch(v -> v.state().equals("creating"));
    return new Output(
        failed > 0 || !waiting,
        failed,
        (int) Pace.nextCheck(input.waitSeconds()).toSeconds(),
        seen);
  }

  private static RestoredVolume judged(
      RestoredVolume volume, Optional<Volume> found, Input input, Instant now) {
    // A new volume may be invisible for a while; one that fails at once may vanish.
    boolean mayAppear = now.isBefore(input.createdAt().plus(Pace.UNTIL_VISIBLE));
    String state = found.map(Volume::state).orElse(mayAppear ? "creating" : "gone");
    Optional<String> problem =
        switch (state) {
          case "available", "in-use" -> Optional.empty();
          case "creating" ->
              input.plan().over(now)
                  ? Optional.of("still being created at the deadline")
                  : Optional.empty();
          default -> Optional.of("the volume is " + state);
        };
    return new RestoredVolume(
        volume.volumeId(), volume.snapshotId(), volume.device(), volume.settings(), state, problem);
  }
}
