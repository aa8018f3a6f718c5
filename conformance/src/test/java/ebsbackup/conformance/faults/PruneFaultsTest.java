package ebsbackup.conformance.faults;

/** A prune deletes what it should and nothing else. */
class PruneFaultsTest extends FaultsOnTheWire {
  PruneFaultsTest() {
    super(PruneStory::new, WireFault.QUICK);
  }
}
