/** The reports of the workflows as text for a terminal. */
package ebsbackup.cli.report;
