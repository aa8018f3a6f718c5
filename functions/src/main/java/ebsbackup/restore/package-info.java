/**
 * The steps of {@code statemachine/restore.asl.json}, one handler each, and the pure decisions
 * behind them.
 */
package ebsbackup.restore;
