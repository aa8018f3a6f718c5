package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.prune.PlanDecisions;
import ebsbackup.request.Plan;
import ebsbackup.status.PrunePreview;
import ebsbackup.watch.Fleet;
import ebsbackup.watch.FleetReader;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.ec2.Timings;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;
import software.amazon.awssdk.services.ec2.model.Volume;

/** {@code --what-if}, against what the block store frees when the prune really runs. */
class WhatIfTest {
  private static final String ONE = "\"keep\":{\"last\":1}";
  private static final String FOUR = "\"keep\":{\"last\":4}";
  private static final int NIGHTS = 6;
  private static final software.amazon.awssdk.services.ec2.model.Tag HELD =
      software.amazon.awssdk.services.ec2.model.Tag.builder()
          .key("ebs-backup:hold")
          .value("Ann")
          .build();

  @TempDir private Path folder;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T03:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private Cloud cloud;
  private Path world;

  @BeforeEach
  void oneInstance() throws IOException {
    cloud = Deployment.deploy(Project.in(Cli.PROJECT), Map.of(), clock, ec2, 1);
    launch(new Disk("/dev/xvda", 1));
    nightsOfChanges();
  }

  private void launch(Disk... disks) {
    ec2.launch(new Launch("eu-central-1b", List.of(disks), Map.of("Backup", "daily")));
  }

  private void nightsOfChanges() throws IOException {
    for (int night = 0; night < NIGHTS; night++) {
      for (Volume volume : ec2.contents().volumes()) {
        write(volume.volumeId(), night);
        write(volume.volumeId(), 100);
      }
      cloud.run("backup", Optional.empty(), plan(""));
      clock.advance(Duration.ofDays(1));
    }
    world = folder.resolve("world-" + clock.instant().getEpochSecond());
    WorldCloud.save(ec2, clock, world);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private void write(String volume, int index) {
    byte[] block = new byte[BlockStore.BLOCK_SIZE];
    block[0] = (byte) (clock.instant().getEpochSecond() / 3600);
    block[1] = 1;
    ec2.disk(volume).write((long) index * BlockStore.BLOCK_SIZE, block);
  }

  private static String plan(String more) {
    return "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}}%s}"
        .formatted(more.isEmpty() ? "" : "," + more);
  }

  private String file(String name, String more) throws IOException {
    return Files.writeString(folder.resolve(name), plan(more)).toString();
  }

  /**
   * Each block that the world's snapshots hold, once: by volume, place and contents. An archived
   * snapshot holds its own.
   */
  private static Set<List<Object>> stored(Path world) throws IOException {
    World read = WorldFolder.read(world);
    Set<List<Object>> blocks = new HashSet<>();
    try (EmbeddedEc2 opened =
        WorldOptions.ec2(read, Timings.standard(), new VirtualClock(read.time()), 1)) {
      for (Snapshot snapshot : opened.contents().snapshots()) {
        BlockSnapshot contents = opened.snapshotBlocks(snapshot.snapshotId());
        String owner =
            snapshot.storageTier() == StorageTier.ARCHIVE
                ? snapshot.snapshotId()
                : snapshot.volumeId();
        for (int index : contents.blockIndexes()) {
          byte[] block = contents.read((long) index * BlockStore.BLOCK_SIZE, BlockStore.BLOCK_SIZE);
          blocks.add(List.of(owner, index, ByteBuffer.wrap(block)));
        }
      }
      assertThat(opened.blocks().snapshotBytes())
          .isEqualTo((long) blocks.size() * BlockStore.BLOCK_SIZE);
    }
    return blocks;
  }

  @Test
  void theBytes_areThoseThatTheRealPruneFrees() throws IOException {
    String present = file("present.json", FOUR);
    String other = file("other.json", ONE);

    Cli.Result result =
        Cli.run(
            "status", "--world", world.toString(), "--plan", present, "--what-if", other, "--json");
    Map<?, ?> whatIf = (Map<?, ?>) result.json().get("whatIf");

    assertThat((List<?>) whatIf.get("lost")).hasSize(3);
    assertThat((List<?>) whatIf.get("gained")).isEmpty();
    assertThat(freed(whatIf, "present")).isPositive().isEqualTo(reallyFreed(present));
    assertThat(freed(whatIf, "other"))
        .isGreaterThan(freed(whatIf, "present"))
        .isEqualTo(reallyFreed(other));
  }

  private static long freed(Map<?, ?> whatIf, String rules) {
    return (Long) ((Map<?, ?>) whatIf.get(rules)).get("bytes");
  }

  /** Runs the prune, and counts the blocks that no snapshot holds any more. */
  private long reallyFreed(String plan) throws IOException {
    Path after = folder.resolve("after-" + Path.of(plan).getFileName());
    Cli.run(
        "prune", "--world", world.toString(), "--plan", plan, "--save", after.toString(), "--json");
    Set<List<Object>> freed = stored(world);
    freed.removeAll(stored(after));
    return (long) freed.size() * BlockStore.BLOCK_SIZE;
  }

  /**
   * Sets of one volume and of three, blocks that several sets share, and snapshots that stay or are
   * stored in full: what a deletion frees depends on what is left.
   */
  @Tag("sweep")
  @ParameterizedTest
  @ValueSource(strings = {"shared", "archived", "locked", "held", "imaged"})
  void inOtherWorldsToo_blockForBlock(String kind) throws IOException {
    launch(new Disk("/dev/xvda", 1), new Disk("/dev/sdf", 2), new Disk("/dev/sdg", 1));
    nightsOfChanges();
    List<Snapshot> snapshots = ec2.contents().snapshots();
    for (int i = 0; i < snapshots.size(); i += 3) {
      mark(kind, snapshots.get(i).snapshotId());
    }
    clock.advance(Duration.ofDays(4));
    world = folder.resolve(kind);
    WorldCloud.save(ec2, clock, world);
    String present = file("present.json", FOUR + ",\"maxDeletions\":100");
    String other = file("other.json", ONE + ",\"maxDeletions\":100");

    Map<?, ?> whatIf =
        (Map<?, ?>)
            Cli.run(
                    "status",
                    "--world",
                    world.toString(),
                    "--plan",
                    present,
                    "--what-if",
                    other,
                    "--json")
                .json()
                .get("whatIf");

    assertThat(freed(whatIf, "present")).isPositive().isEqualTo(reallyFreed(present));
    assertThat(freed(whatIf, "other"))
        .isGreaterThan(freed(whatIf, "present"))
        .isEqualTo(reallyFreed(other));
  }

  private void mark(String kind, String id) {
    switch (kind) {
      case "shared" -> {}
      case "archived" ->
          ec2.modifySnapshotTier(r -> r.snapshotId(id).storageTier(TargetStorageTier.ARCHIVE));
      case "locked" ->
          ec2.lockSnapshot(r -> r.snapshotId(id).lockMode(LockMode.GOVERNANCE).lockDuration(30));
      case "held" -> ec2.createTags(r -> r.resources(id).tags(HELD));
      case "imaged" ->
          ec2.add(
              Image.builder()
                  .imageId("ami-" + id.substring(5))
                  .ownerId("111122223333")
                  .state(ImageState.AVAILABLE)
                  .blockDeviceMappings(
                      BlockDeviceMapping.builder()
                          .deviceName("/dev/xvda")
                          .ebs(EbsBlockDevice.builder().snapshotId(id).build())
                          .build())
                  .build());
      default -> throw new IllegalArgumentException(kind);
    }
  }

  @Test
  void setsThatTheOtherRulesKeep_areGained() throws IOException {
    String present = file("present.json", ONE);
    String other = file("other.json", FOUR);

    Cli.Result result =
        Cli.run("status", "--world", world.toString(), "--plan", present, "--what-if", other);

    assertThat(result.out())
        .contains("A prune of daily would delete 5 of 6 sets and hold back 0")
        .contains("lost:    0 sets that the current rules keep")
        .contains("gained:  3 sets that the current rules delete")
        .contains("measured on a copy of the world (2 sets)");
  }

  @Test
  void withoutContents_theSizesOfTheVolumesAreTheMost() throws IOException {
    String history = Cli.PROJECT.resolve("worlds/history").toString();

    assertThat(Cli.run("status", "--world", history, "--what-if", file("other.json", ONE)).out())
        .contains(
            "a prune frees at most 10727424.0 MiB, the sizes of the volumes, usually far less");
  }

  @Test
  void whatReadsAnAccount_onlyDescribes() {
    Map<String, Long> before = Map.copyOf(ec2.calls().byAction());
    Wiring wiring = new Wiring(new OnlyEc2(ec2), clock, Map.of());
    FleetReader reader = new FleetReader(wiring);
    Plan plan = new Json().read(plan(ONE), Plan.class);

    Fleet fleet = reader.read();

    assertThat(reader.known(plan, fleet).sources())
        .singleElement()
        .satisfies(source -> assertThat(source.volumes()).hasSize(1));
    assertThat(PrunePreview.of(plan, new PlanDecisions(wiring).of(plan).decisions()).deletions())
        .hasSize(NIGHTS - 1);
    assertThat(ec2.calls().byAction())
        .allSatisfy(
            (action, calls) ->
                assertThat(action.startsWith("Describe") || calls.equals(before.get(action)))
                    .as(action)
                    .isTrue());
  }
}
