package ebsbackup.notify;

import java.util.Optional;

/**
 * The part of an execution's input that a message names; an input that failed may lack any of it.
 */
record Started(Optional<String> plan, Optional<String> instanceId, Optional<String> scheduledTime) {
  static final Started UNREADABLE =
      new Started(Optional.empty(), Optional.empty(), Optional.empty());
}
