package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A fifth of the calls that a workflow makes over the wire goes wrong in some way, or half of them,
 * or nearly all; what cannot be done is not done, and reported.
 */
@ExtendWith(FunctionSettings.class)
abstract class StormsOnTheWire {
  private static final int STORMS = 15;

  static Stream<DynamicTest> storms(Story.Beginning beginning) {
    return LongStream.range(0, STORMS)
        .mapToObj(seed -> DynamicTest.dynamicTest("storm " + seed, () -> storm(beginning, seed)));
  }

  private static void storm(Story.Beginning beginning, long seed) throws IOException {
    List<WireFault> faults = List.copyOf(WireFault.QUICK);
    try (Story story = beginning.begin()) {
      FaultyProxy proxy = story.world().goOnWire();
      proxy.plan(
          call -> {
            SplittableRandom random = new SplittableRandom(seed * 10_000 + call);
            return random.nextInt(10) < 2 + 3 * (seed % 3)
                ? Optional.of(faults.get(random.nextInt(faults.size())))
                : Optional.empty();
          });
      Execution ended = story.run();
      if (ended.status() == ExecutionStatus.SUCCEEDED) {
        story.holds(ended, Optional.of(WireFault.DUPLICATED));
      } else {
        story.failsWell(ended);
      }
      assertThat(story.world().defects()).isEmpty();
    }
  }
}
