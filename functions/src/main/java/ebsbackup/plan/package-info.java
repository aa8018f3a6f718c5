/** The plan that a schedule or a person provides: pure values, checked when they are made. */
package ebsbackup.plan;
