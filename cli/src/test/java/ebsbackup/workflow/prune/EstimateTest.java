package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;

/** {@code estimate: true}: what deletions are said to free, against what they free. */
class EstimateTest {
  private static final int BLOCK = BlockStore.BLOCK_SIZE;
  private static final String LAST_ONE = "{\"last\":1}";
  private static final String ESTIMATE = "\"estimate\":true";

  private final PruneWorld world = new PruneWorld();
  private final String instance = world.launch(1);
  private final List<String> volumes = world.project.volumesOf(instance);
  private final Map<String, Long> freed = new HashMap<>();
  private int written;

  @Test
  void theEstimateIsWhatIsFreed() {
    history(4);
    measure();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(freed.values()).allMatch(bytes -> bytes > 0);
    assertThat(estimates(report)).isEqualTo(freed);
    assertThat(estimate(report, "bytes")).isEqualTo(sum());
    assertThat(estimate(report, "sets")).isEqualTo(3);
    assertThat(estimate(report, "notEstimated")).isZero();
    assertThat(report.summary())
        .endsWith("; estimated to free %.1f MiB".formatted(sum() / 1048576.0));
  }

  @Test
  void aDryRunEstimatesTheSame() {
    history(4);

    PruneWorld.Report dry = world.pruned(LAST_ONE, ESTIMATE + ",\"dryRun\":true");
    measure();
    world.pruned(LAST_ONE, "");

    assertThat(estimates(dry)).isEqualTo(freed);
    assertThat(estimate(dry, "bytes")).isEqualTo(sum());
    assertThat(dry.fates()).containsExactly("KEEP", "DELETE", "DELETE", "DELETE");
    assertThat(world.ec2.calls().count("DeleteSnapshot")).isEqualTo(6);
  }

  @Test
  void consecutiveSnapshotsShareComparisons_andTheReportNamesTheCost() {
    history(4);

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    // Three consecutive snapshots of each of two volumes are deleted, with none before them: three
    // comparisons each. A page covers 8,192 blocks, and these volumes have written none beyond.
    assertThat(world.ec2.calls().count("ListChangedBlocks")).isEqualTo(6);
    assertThat(world.ec2.calls().count("ListSnapshotBlocks")).isZero();
    assertThat(estimate(report, "requests")).isEqualTo(6);
    assertThat(((Map<?, ?>) report.json().get("estimate")).get("cost"))
        .isEqualTo(
            "6 requests, about 0.000004 dollars at 0.0006 per 1,000; prices differ by Region");
  }

  @Test
  void withoutTheFieldNothingIsAsked() {
    history(3);

    PruneWorld.Report report = world.pruned(LAST_ONE, "\"estimate\":false");

    assertThat(world.ec2.calls().byAction())
        .doesNotContainKeys("ListChangedBlocks", "ListSnapshotBlocks");
    assertThat(report.json().get("estimate")).isNull();
    assertThat(report.summary()).isEqualTo("2 sets deleted (4 snapshots), 1 kept, 0 held back");
  }

  @Test
  void anotherPlansSnapshotOfTheVolumeKeepsItsBlocks() {
    history(2);
    world.set("weekly", instance, Map.of());
    change();
    world.set("daily", instance, Map.of());
    measure();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(estimates(report)).isEqualTo(freed);
    assertThat(freed.values()).contains(0L);
  }

  @Test
  void theLastSnapshotOfAVolumeIsListed() {
    String old = volumes.get(1);
    history(2);
    world.ec2.detachVolume(r -> r.volumeId(old));
    world.clock.advance(Duration.ofMinutes(5));
    world.days(instance, 2);
    measure();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(estimates(report)).isEqualTo(freed);
    assertThat(world.ec2.calls().count("ListSnapshotBlocks")).isEqualTo(1);
  }

  @Test
  void largeVolumesAreListedInPages_someOfThemEmpty() {
    write(volumes.get(1), 100);
    history(1);
    write(volumes.get(1), 20_000);
    history(2);
    measure();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(estimates(report)).isEqualTo(freed);
    assertThat(estimate(report, "requests")).isGreaterThan(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AccessDeniedException", "RequestThrottledException", "InternalServerException"})
  void whatIsRefusedForAllEndsTheEstimate_andThePruneGoesOn(String code) {
    history(4);
    world.ec2.faults().on("ListChangedBlocks").always().refuse(code);

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(report.count("deletedSets")).isEqualTo(3);
    assertThat(estimate(report, "sets")).isZero();
    assertThat(estimate(report, "notEstimated")).isEqualTo(3);
    assertThat(problems(report)).singleElement().asString().contains("ListChangedBlocks: " + code);
    assertThat(world.ec2.calls().count("ListChangedBlocks")).isEqualTo(1);
    assertThat(report.summary())
        .endsWith("; estimated to free 0.0 MiB without 3 sets that could not be estimated");
  }

  @Test
  void aReplyThatIsLostEndsTheEstimate() {
    history(3);
    world.ec2.faults().on("ListChangedBlocks").timeOut();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(report.count("deletedSets")).isEqualTo(2);
    assertThat(problems(report)).hasSize(1);
  }

  @Test
  void whatIsRefusedForTwoSnapshotsLeavesTheOthers() {
    history(3);
    world.ec2.faults().on("ListChangedBlocks").refuse("ValidationException");
    measure();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    // One of the two volumes is not compared, so neither set is known.
    assertThat(estimate(report, "notEstimated")).isEqualTo(2);
    assertThat(problems(report)).hasSize(1);
    assertThat(world.ec2.calls().count("ListChangedBlocks")).isEqualTo(3);
  }

  @Test
  void archivedSnapshotsAreNotEstimated() {
    List<List<String>> sets = history(3);
    for (String id : sets.get(0)) {
      world.ec2.modifySnapshotTier(r -> r.snapshotId(id).storageTier(TargetStorageTier.ARCHIVE));
    }
    world.clock.advance(Duration.ofDays(100));

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(estimate(report, "sets")).isEqualTo(1);
    assertThat(estimate(report, "notEstimated")).isEqualTo(1);
    assertThat(problems(report)).hasSize(2).allMatch(p -> p.toString().contains("is archived"));
  }

  static List<Fault> faults() {
    return List.of(
        new Fault.TimesOutBeforeEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT),
        new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT),
        new Fault.Garbage("{}"),
        new Fault.Refused("Lambda.AWSLambdaException", "denied"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void anEstimateThatIsKilledStopsNothing(Fault fault) {
    history(3);
    for (int call = 1; call <= 3; call++) {
      world.project.fail("EstimateFreedBytes", call, fault);
    }

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(report.count("deletedSets")).isEqualTo(2);
    assertThat(estimate(report, "sets")).isZero();
    assertThat(estimate(report, "notEstimated")).isEqualTo(2);
    assertThat(problems(report))
        .singleElement()
        .asString()
        .containsPattern("Timedout|nothing \\(undefined\\)|denied");
  }

  /** A request looks 4 GiB ahead, so that a comparison of 8 TiB takes two thousand of them. */
  @Test
  void whatTakesTooManyRequestsIsNotEstimated() {
    history(2);
    String huge =
        world
            .ec2
            .createVolume(r -> r.size(8 * 1024).volumeType("gp3").availabilityZone("eu-central-1b"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.attachVolume(r -> r.volumeId(huge).instanceId(instance).device("/dev/sdz"));
    write(huge, 16_000_000);
    history(1);
    write(huge, 16_000_000);
    history(1);

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(report.count("deletedSets")).isEqualTo(3);
    assertThat(estimate(report, "requests")).isEqualTo(1_000);
    assertThat(estimate(report, "notEstimated")).isPositive();
    assertThat(problems(report))
        .isEqualTo(List.of("the rest would take more than 1000 requests or PT3M for one page"));
  }

  /** The one known error of the estimate, and its direction. */
  @Test
  void blocksThatARestoredVolumesSnapshotsShareAreStillCounted() {
    write(volumes.get(0), 5);
    String first =
        world.set("daily", instance, Map.of()).stream()
            .filter(id -> volumes.get(0).equals(volumeOf(id)))
            .findFirst()
            .orElseThrow();
    String restored =
        world
            .ec2
            .createVolume(r -> r.snapshotId(first).availabilityZone("eu-central-1b"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(5));
    world.ec2.createSnapshot(r -> r.volumeId(restored));
    write(volumes.get(0), 5);
    world.set("daily", instance, Map.of());
    measure();

    PruneWorld.Report report = world.pruned(LAST_ONE, ESTIMATE);

    assertThat(sum()).isZero();
    assertThat(estimate(report, "bytes")).isEqualTo(BLOCK);
  }

  private String volumeOf(String snapshotId) {
    return world.ec2.contents().snapshots().stream()
        .filter(snapshot -> snapshot.snapshotId().equals(snapshotId))
        .map(Snapshot::volumeId)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void setsThatAreRefusedAreNotInTheEstimate() {
    List<List<String>> sets = history(3);
    world.ec2.faults().on("DeleteSnapshot").refuse("InvalidSnapshot.InUse");
    measure();

    Execution execution = world.prune(LAST_ONE, ESTIMATE);

    PruneWorld.Report report = world.report(execution);
    assertThat(report.status()).isEqualTo("PARTIAL");
    assertThat(world.existing()).containsAll(sets.get(0));
    assertThat(estimate(report, "sets")).isEqualTo(1);
  }

  /** A row of random days, some of two plans, some of them with a volume that is gone later. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void onAnyHistory_theEstimateIsWhatIsFreed(long seed) {
    Random random = new Random(seed);
    int days = 5 + random.nextInt(12);
    for (int day = 0; day < days; day++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        write(volumes.get(random.nextInt(2)), random.nextInt(12));
      }
      String plan = random.nextInt(4) == 0 ? "weekly" : "daily";
      List<String> set = world.set(plan, instance, Map.of());
      if (random.nextInt(6) == 0) {
        world.tag(set.get(random.nextInt(set.size())), "ebs-backup:hold", "Ann");
      }
      world.clock.advance(Duration.ofHours(6 + random.nextInt(40)));
    }
    if (random.nextBoolean()) {
      world.ec2.detachVolume(r -> r.volumeId(volumes.get(1)));
      world.clock.advance(Duration.ofMinutes(5));
    }
    world.set("daily", instance, Map.of());
    String keep = random.nextBoolean() ? LAST_ONE : "{\"last\":2,\"weekly\":2}";

    PruneWorld.Report dry = world.pruned(keep, ESTIMATE + ",\"dryRun\":true");
    measure();
    PruneWorld.Report report = world.pruned(keep, ESTIMATE);

    assertThat(estimates(report)).isEqualTo(freed).isEqualTo(estimates(dry));
    assertThat(estimate(report, "bytes")).isEqualTo(sum());
  }

  private List<List<String>> history(int days) {
    List<List<String>> sets = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      change();
      sets.add(world.days(instance, 1).getFirst());
    }
    return sets;
  }

  private void change() {
    write(volumes.get(0), 0);
    write(volumes.get(0), written);
    write(volumes.get(1), 1 + written % 3);
  }

  private void write(String volume, int index) {
    byte[] block = new byte[BLOCK];
    block[0] = (byte) ++written;
    block[1] = 1;
    world.ec2.disk(volume).write((long) index * BLOCK, block);
  }

  /** Notes what deletions free from now on, by the start of the set. */
  private void measure() {
    Map<String, String> times = new HashMap<>();
    for (Snapshot snapshot : world.ec2.contents().snapshots()) {
      times.put(snapshot.snapshotId(), run(snapshot));
    }
    world.ec2.onSnapshotDeleted((id, bytes) -> freed.merge(times.get(id), bytes, Long::sum));
  }

  private static String run(Snapshot snapshot) {
    return snapshot.tags().stream()
        .filter(tag -> tag.key().equals("ebs-backup:run"))
        .map(Tag::value)
        .findFirst()
        .orElse("none");
  }

  private long sum() {
    return freed.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> estimates(PruneWorld.Report report) {
    Map<String, Long> estimates = new HashMap<>();
    for (Map<?, ?> line : report.lines()) {
      if (line.get("estimatedBytes") instanceof Long bytes) {
        estimates.put((String) line.get("run"), bytes);
      }
    }
    return estimates;
  }

  private static long estimate(PruneWorld.Report report, String field) {
    return (Long) ((Map<?, ?>) report.json().get("estimate")).get(field);
  }

  private static List<?> problems(PruneWorld.Report report) {
    return (List<?>) ((Map<?, ?>) report.json().get("estimate")).get("problems");
  }
}
