package ebsbackup.conformance.faults;

/**
 * A call that came along the wire.
 *
 * @param function the one that was at work
 */
record WireCall(String function, String action) {
  /** Whether it changes nothing. */
  boolean looks() {
    return action.startsWith("Describe") || action.startsWith("List") || action.startsWith("Get");
  }
}
