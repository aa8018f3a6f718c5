package embeddedcloud.ec2;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * EC2's request token buckets: one for each action, refilled over time. The sizes and rates are
 * those documented for a new account
 * (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html).
 */
final class Throttle {
  private static final Rate DESCRIBE = new Rate(100, 20);
  private static final Rate DESCRIBE_EVERYTHING = new Rate(50, 10);
  private static final Rate RESOURCE_INTENSIVE = new Rate(100, 5);
  private static final Rate TAGGING = new Rate(100, 10);
  private static final Rate MUTATING = new Rate(50, 5);

  private final Clock clock;
  private final Map<String, Bucket> buckets = new HashMap<>();

  Throttle(Clock clock) {
    this.clock = clock;
  }

  private record Rate(int size, int perSecond) {}

  private static final class Bucket {
    double tokens;
    Instant filled;

    Bucket(double tokens, Instant filled) {
      this.tokens = tokens;
      this.filled = filled;
    }
  }

  /**
   * Takes a token for the action, or refuses the call.
   *
   * @param everything whether this is a Describe call without ids, filters and page size, which has
   *     its own smaller bucket
   */
  void take(String action, boolean everything) {
    Rate rate = everything ? DESCRIBE_EVERYTHING : rateOf(action);
    Instant now = clock.instant();
    Bucket bucket =
        buckets.computeIfAbsent(
            everything ? action + " everything" : action, a -> new Bucket(rate.size(), now));
    double seconds = Duration.between(bucket.filled, now).toMillis() / 1000.0;
    bucket.tokens = Math.min(rate.size(), bucket.tokens + seconds * rate.perSecond());
    bucket.filled = now;
    if (bucket.tokens < 1) {
      throw Ec2Errors.of("RequestLimitExceeded", "Request limit exceeded.");
    }
    bucket.tokens--;
  }

  private static Rate rateOf(String action) {
    if (action.startsWith("Describe")) {
      return DESCRIBE;
    }
    return switch (action) {
      case "CreateSnapshot",
          "CreateSnapshots",
          "DeleteSnapshot",
          "ModifySnapshotAttribute",
          "CreateVolume",
          "DeleteVolume" ->
          RESOURCE_INTENSIVE;
      case "CreateTags" -> TAGGING;
      default -> MUTATING;
    };
  }
}
