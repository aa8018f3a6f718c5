/**
 * The steps of {@code statemachine/verify.asl.json}, one handler per step, and the decisions behind
 * them, which are pure functions.
 */
package ebsbackup.verify;
