/** What the reports of all workflows share: readable quantities and the payload limit. */
package ebsbackup.report;
