/**
 * What people hand in: the backup plan and the restore request. Pure values, checked when they are
 * made.
 */
package ebsbackup.request;
