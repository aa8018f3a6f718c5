package ebsbackup.local.cloud;

import ebsbackup.ebs.VolumeSettings;
import ebsbackup.local.json.Json;
import ebsbackup.local.states.Execution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A restore execution that has ended; refused ones have no report. */
record Restore(Execution execution, Optional<Report> written) {

  /** The report as the workflow puts it out. */
  record Report(
      String status,
      String summary,
      String availabilityZone,
      Point point,
      List<NewVolume> volumes,
      List<String> removed,
      List<Kept> kept) {}

  record Point(String plan, String run, List<Map<String, Object>> passedOver) {}

  record NewVolume(
      String volumeId,
      String snapshotId,
      String device,
      VolumeSettings settings,
      String state,
      Optional<String> problem) {
    NewVolume {
      problem = problem == null ? Optional.empty() : problem;
    }
  }

  record Kept(String volumeId, String reason) {}

  boolean succeeded() {
    return execution.status() == ExecutionStatus.SUCCEEDED
        && written.filter(report -> report.status().equals("SUCCEEDED")).isPresent();
  }

  Report report() {
    return written.orElseThrow(
        () -> new AssertionError("%s: %s".formatted(execution.error(), execution.cause())));
  }

  /** The new volume for that device. */
  String volumeAt(String device) {
    return report().volumes().stream()
        .filter(volume -> device.equals(volume.device()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(device + " is not among " + report().volumes()))
        .volumeId();
  }

  /** What the function's exception said that ended the execution. */
  String refusal() {
    Map<?, ?> cause = (Map<?, ?>) Json.parse(execution.cause().orElseThrow());
    return String.valueOf(cause.get("errorMessage"));
  }
}
