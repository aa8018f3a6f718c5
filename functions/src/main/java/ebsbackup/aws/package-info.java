/**
 * The adapters to AWS and the wiring: the only package that imports the SDK. Adapters speak the
 * domain's words outwards and wrap what the SDK throws, keeping the cause.
 */
package ebsbackup.aws;
