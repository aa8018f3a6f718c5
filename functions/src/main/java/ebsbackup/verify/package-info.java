/**
 * The steps of {@code statemachine/verify.asl.json}, a handler each, and the decisions behind them,
 * which are pure.
 */
package ebsbackup.verify;
