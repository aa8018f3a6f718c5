/** Notifies users of executions that did not end well, and of what they can do about them. */
package ebsbackup.notify;
