package embeddedcloud.template;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * An EventBridge Scheduler schedule with its properties resolved.
 *
 * @param expression {@code rate(…)}, {@code at(…)} or {@code cron(…)}
 * @param flexibleWindow how much later than scheduled the target may be invoked; zero if off
 * @param input the target's input, with {@code <aws.scheduler.…>} placeholders not yet replaced
 * @param maximumRetryAttempts how often a failed invocation is retried
 * @param maximumEventAge how long a failed invocation is retried
 * @param deadLetterArn the queue for events whose retries are exhausted
 */
public record Schedule(
    String logicalId,
    String name,
    String arn,
    String expression,
    ZoneId zone,
    boolean enabled,
    Duration flexibleWindow,
    String targetArn,
    Optional<String> input,
    int maximumRetryAttempts,
    Duration maximumEventAge,
    Optional<String> deadLetterArn) {

  /** EventBridge Scheduler's default for a schedule without a {@code RetryPolicy}. */
  public static final int DEFAULT_RETRY_ATTEMPTS = 185;

  /** EventBridge Scheduler's default for a schedule without a {@code RetryPolicy}. */
  public static final Duration DEFAULT_EVENT_AGE = Duration.ofDays(1);
}
