/** Which sets of a plan stay, and why. Pure: no I/O, a clock passed in. */
package ebsbackup.retention;
