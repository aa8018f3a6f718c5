package ebsbackup.conformance.faults;

/** A restore creates each volume once, or leaves none. */
class RestoreFaultsTest extends FaultsOnTheWire {
  RestoreFaultsTest() {
    super(RestoreStory::new, WireFault.QUICK);
  }
}
