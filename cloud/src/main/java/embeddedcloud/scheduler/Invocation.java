package embeddedcloud.scheduler;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to invoke a target.
 *
 * @param attempt 1 for the first
 * @param input the input that the target received
 * @param errorCode why the target refused the invocation, if it did
 */
public record Invocation(
    Occurrence occurrence,
    Instant invokedAt,
    int attempt,
    String input,
    Optional<String> errorCode) {}
