package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A prune that keeps two of four sets, beside a manual snapshot. */
final class PruneStory implements Story {
  private static final int NIGHTS = 4;
  private static final int KEPT = 2;

  private final WireWorld world = new WireWorld();
  private final Set<String> kept = new TreeSet<>();

  PruneStory() throws IOException {
    String instance = world.launch(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 10));
    String root = world.devices(instance).get("/dev/xvda");
    kept.add(world.ec2().createSnapshot(request -> request.volumeId(root)).snapshotId());
    for (int night = 0; night < NIGHTS; night++) {
      world.cloud().clock().advance(Duration.ofDays(1));
      Set<String> old = snapshots();
      world.backUp();
      if (night >= NIGHTS - KEPT) {
        Set<String> made = snapshots();
        made.removeAll(old);
        kept.addAll(made);
      }
    }
  }

  private Set<String> snapshots() {
    Set<String> ids = new HashSet<>();
    world.ec2().contents().snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
    return ids;
  }

  @Override
  public WireWorld world() {
    return world;
  }

  @Override
  public Execution run() {
    return world.run(
        "prune",
        "prune-1",
        """
        {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}}, "keep": {"last": 2}}
        """);
  }

  @Override
  public void holds(Execution ended, Optional<WireFault> fault) {
    assertThat(ended.error()).as(ended.cause().orElse("")).isEmpty();
    assertThat(snapshots()).isEqualTo(kept);
  }

  @Override
  public void failsWell(Execution ended) {
    assertThat(snapshots()).containsAll(kept);
  }
}
