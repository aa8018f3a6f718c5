/** Which sets are shared with other accounts, and what each answer of EC2 means for a set; pure. */
package ebsbackup.share;
