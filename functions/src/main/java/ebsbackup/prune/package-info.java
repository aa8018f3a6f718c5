/**
 * The steps of {@code statemachine/prune.asl.json}, one handler each, and the pure decisions behind
 * them.
 */
package ebsbackup.prune;
