/**
 * A world in a folder: what the describe calls of EC2 and KMS return, and the contents of disks.
 * Reads it with checks of every field, and writes it.
 */
package embeddedcloud.world;
