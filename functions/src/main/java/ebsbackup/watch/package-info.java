/**
 * The watch workflow: how old the newest good set of each source is, measured from tags, without a
 * run of the plan.
 */
package ebsbackup.watch;
