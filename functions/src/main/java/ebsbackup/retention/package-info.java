/**
 * Which sets of a plan stay and why, and the deletion of the others: the steps of {@code
 * statemachine/prune.asl.json}, a handler each, and the decisions behind them, which are pure.
 */
package ebsbackup.retention;
