package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.time.VirtualClock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The accounts and Regions of one world. Each has its own EC2. They share the clock, the storage,
 * and the source of ids, so that an id is unique across all of them.
 */
final class Places {
  final VirtualClock clock;
  final Ids ids;
  final BlockStore blocks;

  /** The data of all snapshots, by snapshot id. */
  final Map<String, BlockSnapshot> snapshotBlocks = new HashMap<>();

  /** The volume that a copy of a snapshot originates from, by the id of the copy. */
  final Map<String, String> volumeOfCopy = new HashMap<>();

  private final Map<Place, EmbeddedEc2> all = new LinkedHashMap<>();

  Places(VirtualClock clock, Ids ids, BlockStore blocks) {
    this.clock = clock;
    this.ids = ids;
    this.blocks = blocks;
  }

  private record Place(String accountId, String region) {}

  void add(EmbeddedEc2 ec2) {
    Ec2Settings settings = ec2.settings();
    Place place = new Place(settings.accountId(), settings.region());
    if (all.putIfAbsent(place, ec2) != null) {
      throw new IllegalArgumentException(place + " already exists");
    }
  }

  Optional<EmbeddedEc2> find(String accountId, String region) {
    return Optional.ofNullable(all.get(new Place(accountId, region)));
  }

  /**
   * The account in the Region. On first use, it is created empty, with the settings of the other
   * place.
   */
  EmbeddedEc2 in(String accountId, String region, Ec2Settings like) {
    return find(accountId, region)
        .orElseGet(() -> new EmbeddedEc2(like.at(region, accountId), this));
  }

  Stream<EmbeddedEc2> inRegion(String region) {
    return all.values().stream().filter(ec2 -> ec2.settings().region().equals(region));
  }

  List<EmbeddedEc2> all() {
    return List.copyOf(all.values());
  }
}
