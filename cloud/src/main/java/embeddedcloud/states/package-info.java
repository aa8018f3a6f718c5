/**
 * Step Functions in one JVM, on a virtual clock: reads the deployed definitions (the subset of
 * JSONata that they use), runs them with AWS's limits and error rules, and records AWS's execution
 * history.
 */
package embeddedcloud.states;
