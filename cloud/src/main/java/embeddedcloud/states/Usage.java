package embeddedcloud.states;

/**
 * How near an execution came to the limits of Step Functions.
 *
 * @param transitions states entered and retries: what AWS bills
 * @param events entries in the history, of 25,000
 * @param largestPayload the most bytes of UTF-8 in any input, output, argument or result, of
 *     262,144
 * @param largestPayloadAt where that was, for example {@code Create Snapshots output}
 */
public record Usage(long transitions, int events, int largestPayload, String largestPayloadAt) {}
