/** What workflows report, for a terminal. */
package ebsbackup.local.report;
