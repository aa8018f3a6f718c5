/**
 * The steps of {@code statemachine/pull.asl.json}, a handler each, and the decisions behind them,
 * which are pure.
 */
package ebsbackup.pull;
