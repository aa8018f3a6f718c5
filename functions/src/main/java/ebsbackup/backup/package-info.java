/**
 * The steps of {@code statemachine/backup.asl.json}, one handler each, and the pure decisions
 * behind them.
 */
package ebsbackup.backup;
