package ebsbackup.conformance.faults;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The workflows other than the swap. */
class StormsTest extends StormsOnTheWire {
  @TestFactory
  Stream<DynamicTest> backupOfInstances() {
    return storms(BackupStory::ofInstances);
  }

  @TestFactory
  Stream<DynamicTest> backupOfVolumes() {
    return storms(BackupStory::ofVolumes);
  }

  @TestFactory
  Stream<DynamicTest> prune() {
    return storms(PruneStory::new);
  }

  @TestFactory
  Stream<DynamicTest> restore() {
    return storms(RestoreStory::new);
  }
}
