/**
 * What a disk holds, read from a few of its blocks: partition tables and file systems, recognized
 * by magic and checked by checksum. Pure: blocks come from a {@link ebsbackup.blocks.BlockSource}.
 *
 * <p>The bytes are not trusted. {@link ebsbackup.blocks.Region} answers a read outside of it with
 * nothing, no loop runs as long as a number on the disk says, and the reader's budget bounds all
 * requests.
 */
package ebsbackup.blocks;
