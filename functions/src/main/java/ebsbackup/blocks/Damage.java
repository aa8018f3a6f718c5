package ebsbackup.blocks;

/**
 * A wrong value in one place.
 *
 * @param structure for example {@code XFS superblock}
 * @param offset the offset on the disk, in bytes, of the wrong value, or of the checksum that does
 *     not match
 * @param found the value that is there
 * @param expected the value that should be there
 */
public record Damage(String structure, long offset, String found, String expected) {
  @Override
  public String toString() {
    return "%s at byte %d: found %s, expected %s".formatted(structure, offset, found, expected);
  }
}
