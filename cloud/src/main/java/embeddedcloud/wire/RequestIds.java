package embeddedcloud.wire;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/** Request ids, the same ones in the same order for the same seed. */
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
