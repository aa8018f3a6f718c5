/**
 * The watch workflow: measures the age of the newest good set of each source from tags, without
 * running the plan.
 */
package ebsbackup.watch;
