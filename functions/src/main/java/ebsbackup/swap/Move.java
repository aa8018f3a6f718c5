package ebsbackup.swap;

/** A call that brings an instance closer to a {@link Goal}. */
public sealed interface Move {

  /** Stops the instance. */
  record Stop() implements Move {}

  /** Starts the instance. */
  record Start() implements Move {}

  /** Detaches a volume, but never by force. */
  record Detach(String volumeId, String device) implements Move {}

  /** Attaches a volume. */
  record Attach(String volumeId, String device) implements Move {}

  /** Sets whether EC2 deletes the volume at a device when the instance is terminated. */
  record SetDeleteOnTermination(String device, boolean delete) implements Move {}

  /** Requests that EC2 replace the root volume of the running instance. */
  record ReplaceRoot(String volumeId) implements Move {}

  /** The call, as text for the log. */
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
