/**
 * Lambda in one JVM. It calls the deployed handler classes with real Lambda JSON through the
 * runtime's own (de)serialization, reports errors as the runtime does, and fails on demand.
 */
package embeddedcloud.lambda;
