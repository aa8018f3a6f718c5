package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.conformance.Third;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each call that a workflow makes over the wire goes wrong in each way; of calls that a function
 * repeats, the first and the last. In every case the invariants hold. Each workflow has a class of
 * its own, so that they run side by side: most of the time goes into the SDK's waits before its
 * retries.
 */
@ExtendWith(FunctionSettings.class)
abstract class FaultsOnTheWire {
  private final Story.Beginning beginning;
  private final Set<WireFault> ofLooks;

  /**
   * A workflow under faults.
   *
   * @param ofLooks what happens to calls that change nothing
   */
  FaultsOnTheWire(Story.Beginning beginning, Set<WireFault> ofLooks) {
    this.beginning = beginning;
    this.ofLooks = ofLooks;
  }

  @TestFactory
  Stream<DynamicTest> oneFault_hurtsNothing() throws IOException {
    List<WireCall> calls = calls();
    return Third.of(cases(calls));
  }

  private List<DynamicTest> cases(List<WireCall> calls) {
    return firstsAndLasts(calls).stream()
        .flatMap(
            call ->
                WireFault.QUICK.stream()
                    .filter(fault -> !calls.get(call).looks() || ofLooks.contains(fault))
                    .map(
                        fault ->
                            DynamicTest.dynamicTest(
                                "%s: call %d, %s of %s"
                                    .formatted(
                                        fault.title,
                                        call,
                                        calls.get(call).action(),
                                        calls.get(call).function()),
                                () -> disturb(call, fault))))
        .toList();
  }

  /** The calls of an undisturbed run. */
  final List<WireCall> calls() throws IOException {
    try (Story story = beginning.begin()) {
      FaultyProxy proxy = story.world().goOnWire();
      story.holds(story.run(), Optional.empty());
      story.tidiedUp();
      return proxy.calls();
    }
  }

  final void disturb(int call, WireFault fault) throws IOException {
    try (Story story = beginning.begin()) {
      FaultyProxy proxy = story.world().goOnWire();
      proxy.plan(number -> number == call ? Optional.of(fault) : Optional.empty());
      story.holds(story.run(), Optional.of(fault));
      story.tidiedUp();
      assertThat(proxy.calls()).hasSizeGreaterThan(call);
      assertThat(story.world().defects()).isEmpty();
    }
  }

  private static List<Integer> firstsAndLasts(List<WireCall> calls) {
    Map<WireCall, Integer> first = new LinkedHashMap<>();
    Map<WireCall, Integer> last = new LinkedHashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      first.putIfAbsent(calls.get(i), i);
      last.put(calls.get(i), i);
    }
    TreeSet<Integer> both = new TreeSet<>(first.values());
    both.addAll(last.values());
    return List.copyOf(both);
  }
}
