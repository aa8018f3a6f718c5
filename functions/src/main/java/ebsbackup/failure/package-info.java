/**
 * The named errors that {@code statemachine/*.asl.json} matches. Each one tells the caller what to
 * do next: call again, look first, stop, or continue without this resource.
 */
package ebsbackup.failure;
