package ebsbackup.blocks;

import java.util.Optional;

/**
 * A partition according to its table.
 *
 * @param number the number, counted from 1
 * @param type the GUID in a GPT, or two hexadecimal digits in an MBR
 * @param start the offset on the disk in bytes
 * @param length the length in bytes
 */
public record Partition(int number, String type, Optional<String> name, long start, long length) {}
