/** What workflows report, for a terminal. */
package ebsbackup.cli.report;
