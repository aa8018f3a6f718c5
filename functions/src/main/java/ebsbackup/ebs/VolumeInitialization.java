package ebsbackup.ebs;

import java.util.Optional;

/**
 * How far a volume made from a snapshot has loaded.
 *
 * @param state {@code initializing} or {@code completed}; absent while EC2 says nothing of it
 * @param progress percent
 */
public record VolumeInitialization(Optional<String> state, Optional<Long> progress) {
  public boolean completed() {
    return state.filter("completed"::equals).isPresent();
  }
}
