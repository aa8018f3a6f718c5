/**
 * The adapters to AWS and the wiring. This is the only package that imports the SDK. Adapters take
 * and return domain types, and wrap the SDK's exceptions while keeping the cause.
 */
package ebsbackup.aws;
