/**
 * What every block of a disk held at one moment, as a text or as stored parts, and where two disks
 * differ. A snapshot, a copy of it in another Region or account, and a volume restored from it hold
 * the same blocks.
 */
package ebsbackup.manifest;
