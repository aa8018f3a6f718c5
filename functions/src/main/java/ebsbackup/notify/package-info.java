/** Notifies people of an execution that ended badly, and of what they can do about it. */
package ebsbackup.notify;
