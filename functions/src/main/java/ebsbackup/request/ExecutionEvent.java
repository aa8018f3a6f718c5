package ebsbackup.request;

/**
 * The EventBridge event for an execution that has ended, as far as a message needs it.
 *
 * @param region where the execution ran
 */
public record ExecutionEvent(String region, String executionArn) {}
