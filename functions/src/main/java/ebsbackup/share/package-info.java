/**
 * Which sets are shared with other accounts, and what each response of EC2 means for a set. Pure.
 */
package ebsbackup.share;
