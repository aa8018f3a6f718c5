package ebsbackup.request;

/**
 * EventBridge's event that an execution has ended, as far as a message needs it.
 *
 * @param region where the execution ran
 */
public record ExecutionEvent(String region, String executionArn) {}
