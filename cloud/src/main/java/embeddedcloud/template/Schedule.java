package embeddedcloud.template;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * An EventBridge Scheduler schedule, its properties resolved.
 *
 * @param expression {@code rate(…)}, {@code at(…)} or {@code cron(…)}
 * @param flexibleWindow how much later than planned the target may be invoked; zero when off
 * @param input what the target gets, with its {@code <aws.scheduler.…>} words not yet replaced
 * @param maximumRetryAttempts how often a refused invocation is tried again
 * @param maximumEventAge how long it is tried again
 * @param deadLetterArn the queue that gets what was refused for good
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

  /** EventBridge Scheduler's own, when a schedule has no {@code RetryPolicy}. */
  public static final int DEFAULT_RETRY_ATTEMPTS = 185;

  /** Likewise. */
  public static final Duration DEFAULT_EVENT_AGE = Duration.ofDays(1);
}
