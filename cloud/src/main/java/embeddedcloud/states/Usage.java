package embeddedcloud.states;

/**
 * How close an execution came to the limits of Step Functions.
 *
 * @param transitions the number of entered states and retries, which AWS bills
 * @param events the number of events in the history; the limit is 25,000
 * @param largestPayload the largest input, output, arguments or result in bytes of UTF-8; the limit
 *     is 262,144
 * @param largestPayloadAt where that payload was, for example {@code Create Snapshots output}
 */
public record Usage(long transitions, int events, int largestPayload, String largestPayloadAt) {}
