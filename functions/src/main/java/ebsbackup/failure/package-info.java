/**
 * The named errors that {@code statemachine/*.asl.json} matches. Each one says what the caller does
 * next: call again, look first, stop, or continue without this resource.
 */
package ebsbackup.failure;
