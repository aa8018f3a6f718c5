package ebsbackup.conformance.faults;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A backup makes one set of each instance. */
class BackupFaultsTest extends FaultsOnTheWire {
  BackupFaultsTest() {
    super(BackupStory::ofInstances, WireFault.QUICK);
  }

  @Test
  void aCreateWhoseReplyNeverComes_isGivenUpAndLeavesOneSet() throws IOException {
    int create = calls().stream().map(WireCall::action).toList().indexOf("CreateSnapshots");

    disturb(create, WireFault.HANGS);
  }
}
