/**
 * The domain types, named with AWS's terms. They are pure values: nothing here does I/O, reads a
 * clock or uses the SDK.
 */
package ebsbackup.ebs;
