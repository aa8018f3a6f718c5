package ebsbackup.notify;

import java.util.Optional;

/**
 * The parts of an execution's input that a message includes. The input of a failed execution may
 * lack any of them.
 */
record Started(Optional<String> plan, Optional<String> instanceId, Optional<String> scheduledTime) {
  static final Started UNREADABLE =
      new Started(Optional.empty(), Optional.empty(), Optional.empty());
}
