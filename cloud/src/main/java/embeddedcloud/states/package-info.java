/**
 * Step Functions in one JVM, on a virtual clock: reads the deployed definitions (JSONata, the
 * subset that they use), runs them with AWS's limits and error rules, and keeps AWS's execution
 * history.
 */
package embeddedcloud.states;
