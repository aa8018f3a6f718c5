package ebsbackup.ebs;

/** Where a volume is attached. */
public record Attachment(
    String instanceId, String device, boolean deleteOnTermination, String state) {

  /** Whether a multi-volume snapshot of the instance takes in the volume. */
  public boolean present() {
    return !state.equals("detached") && !state.equals("detaching");
  }
}
