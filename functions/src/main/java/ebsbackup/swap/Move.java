package ebsbackup.swap;

/** One call that brings an instance nearer to a {@link Goal}. */
public sealed interface Move {

  /** Stops the instance. */
  record Stop() implements Move {}

  /** Starts the instance. */
  record Start() implements Move {}

  /** Detaches a volume; never by force. */
  record Detach(String volumeId, String device) implements Move {}

  /** Attaches a volume. */
  record Attach(String volumeId, String device) implements Move {}

  /** Sets whether the volume at a device goes with its instance. */
  record SetDeleteOnTermination(String device, boolean delete) implements Move {}

  /** Has EC2 swap the root of the running instance. */
  record ReplaceRoot(String volumeId) implements Move {}

  /** The call, for the record. */
  default String text() {
    return switch (this) {
      case Stop stop -> "StopInstances";
      case Start start -> "StartInstances";
      case Detach detach -> "DetachVolume %s from %s".formatted(detach.volumeId(), detach.device());
      case Attach attach -> "AttachVolume %s at %s".formatted(attach.volumeId(), attach.device());
      case SetDeleteOnTermination set ->
          "ModifyInstanceAttribute %s DeleteOnTermination=%s".formatted(set.device(), set.delete());
      case ReplaceRoot replace -> "CreateReplaceRootVolumeTask with " + replace.volumeId();
    };
  }
}
