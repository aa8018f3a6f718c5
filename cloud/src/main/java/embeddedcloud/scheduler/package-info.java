/**
 * EventBridge Scheduler on the virtual clock: expressions, retries, dead letters, and second
 * deliveries of the same occurrence.
 */
package embeddedcloud.scheduler;
