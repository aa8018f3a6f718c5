package embeddedcloud.scheduler;

import java.time.Instant;

/**
 * An occurrence that the target refused without further retries. It is sent to a queue only if the
 * schedule names one. In either case, nothing ran.
 */
public record DeadLetter(
    Occurrence occurrence,
    Instant at,
    int attempts,
    String input,
    String errorCode,
    String errorMessage) {}
