/** The plan that a schedule or a person hands in: pure values, checked when they are made. */
package ebsbackup.plan;
