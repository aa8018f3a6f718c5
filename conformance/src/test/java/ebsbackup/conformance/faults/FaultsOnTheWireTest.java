package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Each call that a workflow makes over the wire goes wrong in each way; of calls that a function
 * repeats, the first and the last. In every case the invariants hold.
 */
class FaultsOnTheWireTest {
  private static final int STORMS = 15;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "aws.region", "eu-central-1",
          "aws.accessKeyId", "nobody",
          "aws.secretAccessKey", "nothing");

  @BeforeAll
  static void set() {
    SETTINGS.forEach(System::setProperty);
  }

  @AfterAll
  static void clear() {
    SETTINGS.keySet().forEach(System::clearProperty);
  }

  @TestFactory
  Stream<DynamicTest> backup_makesOneSetOfEachInstance() throws IOException {
    return walk(BackupStory::ofInstances);
  }

  @TestFactory
  Stream<DynamicTest> backupOfLoneVolumes_makesOneSnapshotOfEach() throws IOException {
    return walk(BackupStory::ofVolumes);
  }

  @TestFactory
  Stream<DynamicTest> restore_makesEachVolumeOnceOrLeavesNone() throws IOException {
    return walk(RestoreStory::new);
  }

  @TestFactory
  Stream<DynamicTest> swap_leavesTheOldOrTheNewVolumeAtEveryDevice() throws IOException {
    // Its looks are many, and no different from those of the others.
    return walk(
        SwapStory::new, Set.of(WireFault.REPLY_LOST, WireFault.UNAVAILABLE, WireFault.THROTTLED));
  }

  @TestFactory
  Stream<DynamicTest> prune_deletesWhatItShouldAndNothingElse() throws IOException {
    return walk(PruneStory::new);
  }

  @Test
  void aCreateWhoseReplyNeverComes_isGivenUpAndLeavesOneSet() throws IOException {
    List<WireCall> calls = calls(BackupStory::ofInstances);
    int create = calls.stream().map(WireCall::action).toList().indexOf("CreateSnapshots");

    disturb(BackupStory::ofInstances, create, WireFault.HANGS);
  }

  @TestFactory
  Stream<DynamicTest> roughWeather_hurtsNothing() {
    Map<String, Story.Beginning> stories = new LinkedHashMap<>();
    stories.put("backup", BackupStory::ofInstances);
    stories.put("restore", RestoreStory::new);
    stories.put("swap", SwapStory::new);
    stories.put("prune", PruneStory::new);
    return stories.entrySet().stream()
        .flatMap(
            story ->
                LongStream.range(0, STORMS)
                    .mapToObj(
                        seed ->
                            DynamicTest.dynamicTest(
                                story.getKey() + " in storm " + seed,
                                () -> storm(story.getValue(), seed))));
  }

  /**
   * A fifth of the calls goes wrong in some way, or half of them, or nearly all; what cannot be
   * done is not done, and said.
   */
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

  private static Stream<DynamicTest> walk(Story.Beginning beginning) throws IOException {
    return walk(beginning, WireFault.QUICK);
  }

  /**
   * Walks a story.
   *
   * @param ofLooks what happens to calls that change nothing
   */
  private static Stream<DynamicTest> walk(Story.Beginning beginning, Set<WireFault> ofLooks)
      throws IOException {
    List<WireCall> calls = calls(beginning);
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
                                () -> disturb(beginning, call, fault))));
  }

  /** Those of an undisturbed run. */
  private static List<WireCall> calls(Story.Beginning beginning) throws IOException {
    try (Story story = beginning.begin()) {
      FaultyProxy proxy = story.world().goOnWire();
      story.holds(story.run(), Optional.empty());
      story.tidiedUp();
      return proxy.calls();
    }
  }

  private static void disturb(Story.Beginning beginning, int call, WireFault fault)
      throws IOException {
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
