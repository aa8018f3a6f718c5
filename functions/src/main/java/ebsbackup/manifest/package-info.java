/**
 * Manifests: the contents of every block of a disk at one point in time, as a text or as stored
 * parts, and the differences between two disks. A snapshot, a copy of it in another Region or
 * account, and a volume restored from it hold the same blocks.
 */
package ebsbackup.manifest;
