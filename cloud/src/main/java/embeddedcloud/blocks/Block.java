package embeddedcloud.blocks;

/**
 * One written block and who shares it. It is only overwritten in place while a single volume is its
 * sole owner; otherwise a write makes a new block.
 */
final class Block {
  final long slot;

  /** Volumes and snapshots that map this block, or still have to load it. */
  int owners;

  /** Snapshots among the owners: the block is snapshot storage while there is one. */
  int snapshots;

  Block(long slot) {
    this.slot = slot;
  }
}
