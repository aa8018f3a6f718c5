/**
 * The contents of volumes and snapshots: blocks, in memory or in a file, which volumes and
 * snapshots share until they are written.
 */
package embeddedcloud.blocks;
