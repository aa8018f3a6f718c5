/**
 * The steps of {@code statemachine/prune.asl.json}, a handler each, and the decisions behind them,
 * which are pure.
 */
package ebsbackup.prune;
