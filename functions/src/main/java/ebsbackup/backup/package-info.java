/**
 * The steps of {@code statemachine/backup.asl.json}, a handler each, and the decisions behind them,
 * which are pure.
 */
package ebsbackup.backup;
