package ebsbackup.request;

/**
 * The parts of the EventBridge event for an ended execution that a message needs.
 *
 * @param region the Region of the execution
 */
public record ExecutionEvent(String region, String executionArn) {}
