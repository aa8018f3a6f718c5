/**
 * The adapters to AWS and the wiring: the only package that imports the SDK. Adapters take and
 * return domain types, and wrap the SDK's exceptions, keeping the cause.
 */
package ebsbackup.aws;
