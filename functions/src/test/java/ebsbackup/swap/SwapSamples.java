package ebsbackup.swap;

import static ebsbackup.ebs.Samples.INSTANCE_ID;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance with a root and a data volume, as EC2 describes it. */
final class SwapSamples {
  static final String ROOT = "/dev/xvda";
  static final String DATA = "/dev/sdf";

  private SwapSamples() {}

  /** A swap of both volumes. */
  static Goal goal(boolean stopFirst, boolean byTask, boolean running) {
    return goal(stopFirst, byTask, running, true);
  }

  /** An undo that has both volumes to put in their places. */
  static Goal undo(boolean stopFirst, boolean byTask, boolean running) {
    return goal(stopFirst, byTask, running, false);
  }

  private static Goal goal(boolean stopFirst, boolean byTask, boolean running, boolean whole) {
    return new Goal(
        INSTANCE_ID,
        Optional.of(ROOT),
        List.of(new Place("new-root", ROOT, true), new Place("new-data", DATA, false)),
        List.of("old-root", "old-data"),
        stopFirst,
        byTask,
        running,
        whole);
  }

  static Volume volume(String id, String state, Attachment... attachments) {
    return new Volume(
        id,
        Samples.gp3(8),
        "eu-central-1b",
        state,
        Optional.of(Samples.NIGHT),
        Optional.of("snap-of-" + id),
        Encryption.NONE,
        List.of(attachments),
        Map.of());
  }

  /** An attachment to the instance. */
  static Attachment at(String device, boolean deleteOnTermination, String state) {
    return Attachment.at(INSTANCE_ID, device, deleteOnTermination, state);
  }

  static Observed observed(String instanceState, Volume... volumes) {
    Map<String, Volume> byId = new LinkedHashMap<>();
    for (Volume volume : volumes) {
      byId.put(volume.volumeId(), volume);
    }
    return new Observed(INSTANCE_ID, instanceState, byId, false, Optional.empty());
  }
}
