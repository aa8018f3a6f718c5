/** What the reports of all workflows share: readable quantities and the limit of a payload. */
package ebsbackup.report;
