package embeddedcloud.scheduler;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to invoke a target.
 *
 * @param attempt 1 for the first
 * @param input as the target got it
 * @param errorCode why the target refused, if it did
 */
public record Invocation(
    Occurrence occurrence,
    Instant invokedAt,
    int attempt,
    String input,
    Optional<String> errorCode) {}
