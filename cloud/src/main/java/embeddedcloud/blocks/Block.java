package embeddedcloud.blocks;

/**
 * One written block and the number of its owners. It is overwritten in place only while one volume
 * is its sole owner. Otherwise a write creates a new block.
 */
final class Block {
  final long slot;

  /** The number of volumes and snapshots that map this block or still have to load it. */
  int owners;

  /**
   * The number of snapshots among the owners. The block is snapshot storage while there is at least
   * one.
   */
  int snapshots;

  Block(long slot) {
    this.slot = slot;
  }
}
