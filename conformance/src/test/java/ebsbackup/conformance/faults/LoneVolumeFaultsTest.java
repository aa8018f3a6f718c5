package ebsbackup.conformance.faults;

/** A backup of lone volumes makes one snapshot of each. */
class LoneVolumeFaultsTest extends FaultsOnTheWire {
  LoneVolumeFaultsTest() {
    super(BackupStory::ofVolumes, WireFault.QUICK);
  }
}
