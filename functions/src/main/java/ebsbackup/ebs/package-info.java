/**
 * The domain types, named in AWS's terms. Pure values: nothing here does I/O, reads a clock or
 * knows the SDK.
 */
package ebsbackup.ebs;
