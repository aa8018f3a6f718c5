/**
 * The steps of {@code statemachine/pull.asl.json}, one handler per step, and the decisions behind
 * them, which are pure functions.
 */
package ebsbackup.pull;
