/** Tells people that an execution has not ended well, and what they can do about it. */
package ebsbackup.notify;
