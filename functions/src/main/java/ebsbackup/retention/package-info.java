/** Decides which sets of a plan to keep, and why. Pure: no I/O, and the time is passed in. */
package ebsbackup.retention;
