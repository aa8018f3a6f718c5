/**
 * How volumes get from the observed state to the goal, one move at a time. Pure: the same decision
 * places volumes, puts them back and writes the commands for the user.
 */
package ebsbackup.swap;
