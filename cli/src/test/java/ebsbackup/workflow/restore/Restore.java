package ebsbackup.workflow.restore;

import ebsbackup.ebs.VolumeSettings;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A restore execution that has ended; refused ones have no report. */
public record Restore(Execution execution, Optional<Report> written) {

  /** The report as the workflow puts it out. */
  public record Report(
      String status,
      String summary,
      String availabilityZone,
      Point point,
      List<NewVolume> volumes,
      List<String> removed,
      List<Kept> kept) {}

  public record Point(String plan, String run, List<Map<String, Object>> passedOver) {}

  public record NewVolume(
      String volumeId,
      String snapshotId,
      String device,
      VolumeSettings settings,
      String state,
      Optional<String> problem) {
    public NewVolume {
      problem = problem == null ? Optional.empty() : problem;
    }
  }

  public record Kept(String volumeId, String reason) {}

  public boolean succeeded() {
    return execution.status() == ExecutionStatus.SUCCEEDED
        && written.filter(report -> report.status().equals("SUCCEEDED")).isPresent();
  }

  public Report report() {
    return written.orElseThrow(
        () -> new AssertionError("%s: %s".formatted(execution.error(), execution.cause())));
  }

  /** The new volume for that device. */
  public String volumeAt(String device) {
    return report().volumes().stream()
        .filter(volume -> device.equals(volume.device()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(device + " is not among " + report().volumes()))
        .volumeId();
  }

  /** What the function's exception said that ended the execution. */
  public String refusal() {
    Map<?, ?> cause = (Map<?, ?>) Json.parse(execution.cause().orElseThrow());
    return String.valueOf(cause.get("errorMessage"));
  }
}
