package embeddedcloud.wire;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/** Generates request ids. The same seed gives the same ids in the same order. */
final class RequestIds implements Supplier<String> {
  private final SplittableRandom random;

  RequestIds(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public String get() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
