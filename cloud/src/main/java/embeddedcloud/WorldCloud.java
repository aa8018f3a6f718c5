package embeddedcloud;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Ec2Hidden;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.Ec2State;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Timings;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.Contents;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** Converts between a world's files and an EC2 in memory. */
public final class WorldCloud {
  private WorldCloud() {}

  /** {@link #open(World, Timings, VirtualClock, BlockStore, long)} with the standard timings. */
  public static EmbeddedEc2 open(World world, VirtualClock clock, BlockStore blocks, long seed)
      throws IOException {
    return open(world, Timings.standard(), clock, blocks, seed);
  }

  /**
   * Creates an EC2 with the contents of a world.
   *
   * @param blocks stores the contents
   * @throws IOException when an image cannot be read
   */
  public static EmbeddedEc2 open(
      World world, Timings timings, VirtualClock clock, BlockStore blocks, long seed)
      throws IOException {
    EmbeddedEc2 first = new EmbeddedEc2(settings(world, timings, seed), clock, blocks);
    for (World place : world.places()) {
      first.beside(settings(place, timings, seed));
    }
    for (World place : world.all().toList()) {
      fill(first.in(place.account(), place.region()), place);
    }
    for (World place : world.all().toList()) {
      first.in(place.account(), place.region()).addSharedTags(place.state().sharedTags());
    }
    return first;
  }

  private static Ec2Settings settings(World place, Timings timings, long seed) {
    Ec2Settings settings =
        Ec2Settings.of(place.region(), place.account()).with(timings).withSeed(seed);
    return place.zones().isEmpty() ? settings : settings.withZones(place.zones());
  }

  private static void fill(EmbeddedEc2 ec2, World place) throws IOException {
    ec2.kms().add(place.keys());
    ec2.add(new Ec2Contents(place.instances(), place.volumes(), place.snapshots(), place.images()));
    ec2.add(place.state());
    // Oldest first, so that each snapshot shares its unchanged blocks with the previous one.
    List<Snapshot> oldestFirst = new ArrayList<>(place.snapshots());
    oldestFirst.addAll(place.state().recycled());
    oldestFirst.sort(Comparator.comparing(Snapshot::startTime));
    for (Snapshot snapshot : oldestFirst) {
      Path image = place.snapshotImages().get(snapshot.snapshotId());
      if (image != null) {
        try (InputStream in = Files.newInputStream(image)) {
          ec2.loadSnapshot(snapshot.snapshotId(), in);
        }
      }
    }
    for (Map.Entry<String, Path> image : place.volumeImages().entrySet()) {
      try (InputStream in = Files.newInputStream(image.getValue())) {
        ec2.loadVolume(image.getKey(), in);
      }
    }
    ec2.addPermissions(place.permissions());
  }

  /** Saves an EC2, with the other accounts and Regions, as a world at the clock's time. */
  public static void save(EmbeddedEc2 ec2, VirtualClock clock, Path folder) {
    Map<String, Contents> volumes = new LinkedHashMap<>();
    Map<String, Contents> snapshots = new LinkedHashMap<>();
    List<World> worlds = new ArrayList<>();
    for (EmbeddedEc2 place : ec2.places().reversed()) {
      contents(place, volumes, snapshots);
      worlds.addFirst(world(place, clock, ec2.places().getFirst() == place ? worlds : List.of()));
    }
    WorldWriter.write(worlds.getFirst(), folder, volumes, snapshots);
  }

  private static void contents(
      EmbeddedEc2 ec2, Map<String, Contents> volumes, Map<String, Contents> snapshots) {
    for (Volume volume : ec2.contents().volumes()) {
      boolean has = volume.state() == VolumeState.AVAILABLE || volume.state() == VolumeState.IN_USE;
      if (has && ec2.disk(volume.volumeId()).writtenBlocks() > 0) {
        volumes.put(volume.volumeId(), ec2.disk(volume.volumeId())::exportWrittenTo);
      }
    }
    Ec2State state = ec2.state();
    List<Snapshot> all = new ArrayList<>(ec2.contents().snapshots());
    all.addAll(state.recycled());
    for (Snapshot snapshot : all) {
      boolean fails =
          Optional.ofNullable(state.hidden().pending().get(snapshot.snapshotId()))
              .flatMap(Ec2Hidden.Pending::failure)
              .isPresent();
      if (snapshot.state() != SnapshotState.ERROR
          && !fails
          && ec2.snapshotBlocks(snapshot.snapshotId()).fullBlocks() > 0) {
        snapshots.put(
            snapshot.snapshotId(), ec2.snapshotBlocks(snapshot.snapshotId())::exportWrittenTo);
      }
    }
  }

  private static World world(EmbeddedEc2 ec2, VirtualClock clock, List<World> places) {
    Ec2Contents all = ec2.contents();
    return new World(
        clock.instant(),
        ec2.settings().region(),
        ec2.settings().accountId(),
        ec2.settings().zones(),
        all.instances(),
        all.volumes(),
        all.snapshots(),
        all.images(),
        ec2.permissions(),
        ec2.kms().listing(),
        ec2.state(),
        Map.of(),
        Map.of(),
        places,
        List.of());
  }
}
