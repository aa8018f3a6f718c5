/**
 * The inputs that users write: the backup plan and the restore request. Pure values, checked when
 * they are made.
 */
package ebsbackup.request;
