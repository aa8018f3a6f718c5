/** What a plan selects now: its targets, a page at a time, and the volumes of each; pure. */
package ebsbackup.targets;
