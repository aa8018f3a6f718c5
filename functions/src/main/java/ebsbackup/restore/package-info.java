/**
 * The steps of {@code statemachine/restore.asl.json}, a handler each, and the decisions behind
 * them, which are pure.
 */
package ebsbackup.restore;
