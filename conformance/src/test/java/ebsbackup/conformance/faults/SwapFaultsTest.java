package ebsbackup.conformance.faults;

import java.util.Set;

/** A swap leaves the old or the new volume at every device. */
class SwapFaultsTest extends FaultsOnTheWire {
  SwapFaultsTest() {
    super(
        SwapStory::new,
        // It looks often, and no differently from the others.
        Set.of(WireFault.REPLY_LOST, WireFault.UNAVAILABLE, WireFault.THROTTLED));
  }
}
