/**
 * The inputs that users write: plans and requests. They are pure values that are checked when they
 * are created.
 */
package ebsbackup.request;
