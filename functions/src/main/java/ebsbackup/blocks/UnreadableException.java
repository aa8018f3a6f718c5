package ebsbackup.blocks;

/**
 * A block that could not be read: the budget is used up, or the answers contradict themselves. It
 * says nothing about what the block holds.
 */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String reason) {
    super(reason);
  }
}
