package embeddedcloud.scheduler;

import java.time.Instant;

/**
 * An occurrence that the target refused for good. It reaches a queue only if the schedule names
 * one; either way nothing ran.
 */
public record DeadLetter(
    Occurrence occurrence,
    Instant at,
    int attempts,
    String input,
    String errorCode,
    String errorMessage) {}
