package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.filter;
import static embeddedcloud.ec2.Ec2Contract.ofInstance;
import static embeddedcloud.ec2.Ec2Contract.tagged;
import static embeddedcloud.ec2.Worlds.MIB;
import static embeddedcloud.ec2.Worlds.filled;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

class WorldTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void equalSeedsGiveEqualWorlds() {
    assertThat(played(7)).isEqualTo(played(7));
    assertThat(played(7)).isNotEqualTo(played(8));
  }

  private static Ec2Contents played(long seed) {
    VirtualClock clock = Worlds.clock();
    EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings().withSeed(seed), clock);
    Worlds.launch(ec2, 2);
    String instance = ec2.contents().instances().getFirst().instanceId();
    ec2.createSnapshots(ofInstance(instance).build());
    clock.advance(Duration.ofSeconds(10));
    ec2.stopInstances(r -> r.instanceIds(instance));
    return ec2.contents();
  }

  @Test
  void aWorldTakenOutAndPutInAgainIsTheSameWorldAndGoesOn() throws IOException {
    VirtualClock clock = Worlds.clock();
    EmbeddedEc2 one = Worlds.ec2(Worlds.settings(), clock);
    String volume = Worlds.launch(one, 1).get(1);
    one.disk(volume).write(0, filled(4 * MIB, 'a'));
    String first = one.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(DAY);
    one.disk(volume).write(0, filled(MIB, 'b'));
    String second = one.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofSeconds(5));

    VirtualClock later = new VirtualClock(clock.instant());
    EmbeddedEc2 two = Worlds.ec2(Worlds.settings().withSeed(2), later);
    two.add(one.contents());
    for (String id : List.of(first, second)) {
      two.loadSnapshot(id, new ByteArrayInputStream(one.snapshotBlocks(id).read(0, 5 * MIB)));
    }
    two.loadVolume(volume, new ByteArrayInputStream(one.disk(volume).read(0, 5 * MIB)));

    assertThat(two.contents().instances()).isEqualTo(one.contents().instances());
    assertThat(two.contents().volumes()).isEqualTo(one.contents().volumes());
    assertThat(two.blocks().snapshotBytes()).isEqualTo(one.blocks().snapshotBytes());
    assertThat(two.blocks().usedBytes()).isEqualTo(one.blocks().usedBytes());
    assertThat(two.snapshotBlocks(second).addedBytes()).isEqualTo(MIB);
    later.advance(DAY);
    assertThat(two.contents().snapshots())
        .extracting(Snapshot::state)
        .containsOnly(SnapshotState.COMPLETED);
    String third = two.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    assertThat(two.snapshotBlocks(third).addedBytes()).isZero();
  }

  @Test
  void whatCameInAPassingStateSettles() {
    VirtualClock clock = Worlds.clock();
    EmbeddedEc2 one = Worlds.ec2(Worlds.settings(), clock);
    String data = Worlds.launch(one, 1).get(1);
    String instance = one.contents().instances().getFirst().instanceId();
    one.detachVolume(r -> r.volumeId(data));
    one.stopInstances(r -> r.instanceIds(instance));
    one.createVolume(r -> r.size(1).availabilityZone(Worlds.ZONE));

    VirtualClock later = new VirtualClock(clock.instant());
    EmbeddedEc2 two = Worlds.ec2(Worlds.settings(), later);
    two.add(one.contents());
    clock.advance(DAY);
    later.advance(DAY);

    assertThat(two.contents()).isEqualTo(one.contents());
    assertThat(two.contents().instances().getFirst().state().nameAsString()).isEqualTo("stopped");
    assertThat(two.contents().volumes())
        .extracting(volume -> volume.stateAsString())
        .containsExactly("in-use", "available", "available");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  @Tag("sweep")
  void tenThousandInstancesAreBackedUpPageByPage() {
    VirtualClock clock = Worlds.clock();
    EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
    for (int i = 0; i < 10_000; i++) {
      Worlds.launch(ec2, 3);
    }
    String token = null;
    int pages = 0;
    do {
      String from = token;
      DescribeInstancesResponse page =
          ec2.describeInstances(
              r -> r.filters(filter("tag:Backup", "daily")).maxResults(100).nextToken(from));
      backUp(ec2, page);
      token = page.nextToken();
      pages++;
      clock.advance(Duration.ofSeconds(20));
    } while (token != null);
    clock.advance(DAY);
    List<Snapshot> all = new ArrayList<>();
    ec2.describeSnapshotsPaginator(
            r -> r.ownerIds("self").filters(filter("tag:ebs-backup:run", "night")).maxResults(1000))
        .snapshots()
        .forEach(all::add);

    assertThat(pages).isEqualTo(100);
    assertThat(all)
        .hasSize(40_000)
        .allSatisfy(snapshot -> assertThat(snapshot.state()).isEqualTo(SnapshotState.COMPLETED));
    assertThat(ec2.calls().byAction())
        .isEqualTo(
            Map.of(
                "CreateSnapshots", 10_000L,
                "DescribeInstances", 100L,
                "DescribeSnapshots", 140L,
                "DescribeVolumes", 100L));
  }

  private static void backUp(EmbeddedEc2 ec2, DescribeInstancesResponse page) {
    String[] ids =
        page.reservations().stream()
            .flatMap(reservation -> reservation.instances().stream())
            .map(Instance::instanceId)
            .toArray(String[]::new);
    assertThat(ec2.describeVolumes(r -> r.filters(filter("attachment.instance-id", ids))).volumes())
        .hasSize(ids.length * 4);
    assertThat(
            ec2.describeSnapshots(
                    r ->
                        r.ownerIds("self")
                            .filters(
                                filter("tag:ebs-backup:run", "night"),
                                filter("tag:ebs-backup:source", ids)))
                .snapshots())
        .isEmpty();
    for (String id : ids) {
      ec2.createSnapshots(
          ofInstance(id)
              .tagSpecifications(tagged(Map.of("ebs-backup:run", "night", "ebs-backup:source", id)))
              .build());
    }
  }
}
