package ebsbackup.blocks;

/**
 * What is wrong in one place.
 *
 * @param structure such as {@code XFS superblock}
 * @param offset on the disk in bytes, of the value that is wrong; of the checksum where that fails
 * @param found the value that is there
 * @param expected the value that should be there
 */
public record Damage(String structure, long offset, String found, String expected) {
  @Override
  public String toString() {
    return "%s at byte %d: found %s, expected %s".formatted(structure, offset, found, expected);
  }
}
