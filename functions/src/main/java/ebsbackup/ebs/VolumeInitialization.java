package ebsbackup.ebs;

import java.util.Optional;

/**
 * How far a volume created from a snapshot has loaded.
 *
 * @param state {@code initializing} or {@code completed}; absent while EC2 reports none
 * @param progress in percent
 */
public record VolumeInitialization(Optional<String> state, Optional<Long> progress) {
  public boolean completed() {
    return state.filter("completed"::equals).isPresent();
  }
}
