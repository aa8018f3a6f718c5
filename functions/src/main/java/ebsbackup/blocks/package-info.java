/**
 * What a disk contains, read from a few of its blocks: partition tables and file systems,
 * recognized by magic and checked by checksum. Pure: blocks come from a {@link
 * ebsbackup.blocks.BlockSource}.
 *
 * <p>The bytes are not trusted. {@link ebsbackup.blocks.Region} returns nothing for a read outside
 * of it, the length of a loop is never taken unchecked from the disk, and the reader's budget
 * limits all requests.
 */
package ebsbackup.blocks;
