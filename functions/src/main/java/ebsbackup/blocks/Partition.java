package ebsbackup.blocks;

import java.util.Optional;

/**
 * A partition as its table has it.
 *
 * @param number from 1 on
 * @param type the GUID in a GPT, two hexadecimal digits in an MBR
 * @param start on the disk in bytes
 * @param length in bytes
 */
public record Partition(int number, String type, Optional<String> name, long start, long length) {}
