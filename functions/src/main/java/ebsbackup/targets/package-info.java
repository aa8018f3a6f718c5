/** What a plan selects now: its targets, one page at a time, and the volumes of each. Pure. */
package ebsbackup.targets;
