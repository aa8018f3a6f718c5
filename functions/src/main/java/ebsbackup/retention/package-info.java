/** Decides which sets of a plan stay, and why. Pure: no I/O, and the clock is passed in. */
package ebsbackup.retention;
