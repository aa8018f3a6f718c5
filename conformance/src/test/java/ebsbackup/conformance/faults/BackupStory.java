package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/** A scheduled backup: nothing is made twice, and nothing is lost. */
final class BackupStory implements Story {
  private static final String TIME = "2026-03-01T00:00:00Z";

  private final WireWorld world = new WireWorld();
  private final List<String> volumes = new ArrayList<>();
  private final String action;
  private final String select;
  private final int creates;

  /** Of two instances with three volumes, or of these three volumes each on its own. */
  private BackupStory(boolean byInstance) throws IOException {
    String shop = world.launch(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 10));
    String blog = world.launch(new Disk("/dev/xvda", 8));
    volumes.addAll(world.devices(shop).values());
    volumes.addAll(world.devices(blog).values());
    action = byInstance ? "CreateSnapshots" : "CreateSnapshot";
    creates = byInstance ? 2 : volumes.size();
    select =
        byInstance
            ? "{\"tags\": {\"Backup\": [\"daily\"]}}"
            : "{\"volumeIds\": [\"%s\"]}".formatted(String.join("\", \"", volumes));
  }

  static BackupStory ofInstances() throws IOException {
    return new BackupStory(true);
  }

  static BackupStory ofVolumes() throws IOException {
    return new BackupStory(false);
  }

  @Override
  public WireWorld world() {
    return world;
  }

  @Override
  public Execution run() {
    return world.run(
        "backup",
        "night-1",
        "{\"plan\": \"daily\", \"select\": %s, \"scheduledTime\": \"%s\"}".formatted(select, TIME));
  }

  @Override
  public void holds(Execution ended, Optional<WireFault> fault) {
    assertThat(ended.error()).as(ended.cause().orElse("")).isEmpty();
    Map<?, ?> report = WireWorld.report(ended).orElseThrow();
    assertThat(report.get("status")).isEqualTo("SUCCEEDED");
    assertThat((List<?>) report.get("surplus")).isEmpty();
    assertThat(((Map<?, ?>) report.get("counts")).get("good")).isEqualTo((long) creates);
    List<Snapshot> snapshots = world.ec2().contents().snapshots();
    assertThat(snapshots)
        .as("one snapshot of each volume")
        .extracting(Snapshot::volumeId)
        .containsExactlyInAnyOrderElementsOf(volumes);
    assertThat(snapshots).allMatch(snapshot -> snapshot.state() == SnapshotState.COMPLETED);
    assertThat(snapshots)
        .extracting(snapshot -> WireWorld.tag(snapshot.tags(), "ebs-backup:run"))
        .containsOnly(Optional.of("daily/" + TIME));
    // EC2 would refuse a second set so soon; it must not even be asked for one.
    boolean asksTwice = fault.filter(f -> f == WireFault.DUPLICATED).isPresent();
    assertThat(world.ec2().calls().count(action))
        .isBetween((long) creates, creates + (asksTwice ? 1L : 0L));
  }

  @Override
  public void failsWell(Execution ended) {
    assertThat(world.ec2().contents().snapshots())
        .as("no volume has two snapshots")
        .extracting(Snapshot::volumeId)
        .doesNotHaveDuplicates();
    WireWorld.report(ended).ifPresent(this::namesWhatIsNotGood);
  }

  private void namesWhatIsNotGood(Map<?, ?> report) {
    Map<?, ?> counts = (Map<?, ?>) report.get("counts");
    assertThat((Long) counts.get("good") + (Long) counts.get("notGood"))
        .isEqualTo(counts.get("sets"));
    assertThat((List<?>) report.get("notGood")).hasSize(((Long) counts.get("notGood")).intValue());
    assertThat((String) report.get("summary")).isNotEmpty();
  }
}
