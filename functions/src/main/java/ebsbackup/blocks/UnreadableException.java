package ebsbackup.blocks;

/**
 * Thrown when a block could not be read: the budget is used up, or the responses are inconsistent.
 * This says nothing about the contents of the block.
 */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String reason) {
    super(reason);
  }
}
