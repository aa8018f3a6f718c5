package ebsbackup.cli;

import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStorage;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.FileBlockStorage;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Timings;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that works on a world, and the cloud that they describe. */
final class WorldOptions {
  /** Contents larger than this are kept in a file instead of memory. */
  private static final long MAX_IN_MEMORY = 96L * 1024 * 1024;

  /** AWS does not document how fast a volume loads in the background. Users see tens of MiB/s. */
  static final long LOAD_RATE = 32L * 1024 * 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--world",
      paramLabel = "DIR",
      description = {
        "A folder with output of the AWS CLI: instances.json, volumes.json, snapshots.json"
            + " and images.json, and for encrypted volumes keys.json and aliases.json.",
        "It may also hold contents, volumes/vol-….img and snapshots/snap-….img, and world.json:"
            + " time, region, account, availabilityZones."
      })
  private Path world;

  @Option(
      names = "--place",
      paramLabel = "ACCOUNT/REGION",
      description = {
        "The account and Region of the world to deploy the project into, such as"
            + " 444455556666/eu-west-1. Default: those of world.json."
      })
  private String place;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Save the world afterwards, in the same form and with all contents.")
  private Path save;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A value for a parameter of template.yaml. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of everything random: the same seed gives the same run.")
  private long seed;

  boolean json() {
    return json;
  }

  /** Whether a world is named. */
  boolean given() {
    return world != null;
  }

  /** Opens the world and deploys the project into it. */
  Cloud open(PrintWriter warnings) throws IOException {
    return open(warnings, Timings.standard());
  }

  /** {@link #open(PrintWriter)} with other timings of EC2. */
  Cloud open(PrintWriter warnings, Timings timings) throws IOException {
    if (!given()) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--world=DIR'");
    }
    World read = read(world, warnings);
    VirtualClock clock = new VirtualClock(read.time());
    // Otherwise a saved world would generate ids that it already contains.
    long seedOfNow = 31 * seed + read.time().toEpochMilli();
    EmbeddedEc2 ec2 = placeIn(ec2(read, timings, clock, seedOfNow));
    return Deployment.deploy(Project.in(project()), parameters, clock, ec2, seedOfNow);
  }

  /** Reads a world, and prints what it warns of. */
  static World read(Path world, PrintWriter warnings) throws IOException {
    World read = WorldFolder.read(world);
    read.warnings().forEach(warning -> warnings.println("ebs-backup: " + warning));
    return read;
  }

  private EmbeddedEc2 placeIn(EmbeddedEc2 first) {
    if (place == null) {
      return first;
    }
    List<String> names =
        first.places().stream().map(EmbeddedEc2::settings).map(WorldOptions::name).toList();
    return first.places().stream()
        .filter(ec2 -> name(ec2.settings()).equals(place))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--place: expected one of the world, %s, but was %s".formatted(names, place)));
  }

  private static String name(Ec2Settings settings) {
    return settings.accountId() + "/" + settings.region();
  }

  /** Opens the world without deploying the project into it. */
  static EmbeddedEc2 ec2(World read, Timings timings, VirtualClock clock, long seed)
      throws IOException {
    BlockStore blocks = new BlockStore(storage(read), clock, BlockStore.BLOCK_SIZE, LOAD_RATE);
    return WorldCloud.open(read, timings, clock, blocks, seed);
  }

  private static BlockStorage storage(World world) throws IOException {
    long bytes = 0;
    for (Path image :
        world
            .all()
            .flatMap(
                w ->
                    Stream.concat(
                        w.volumeImages().values().stream(), w.snapshotImages().values().stream()))
            .toList()) {
      bytes += Files.size(image);
    }
    return bytes <= MAX_IN_MEMORY
        ? new MemoryBlockStorage()
        : new FileBlockStorage(temporaryFolder(), BlockStore.BLOCK_SIZE);
  }

  static Path temporaryFolder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Saves the world and its S3 objects if {@code --save} is given, and prints where. */
  void save(Cloud cloud, PrintWriter out) {
    if (save != null) {
      WorldCloud.save(cloud.ec2(), cloud.clock(), save);
      cloud.s3().saveTo(save.resolve("s3"));
      if (!json) {
        out.println("Saved to  " + save);
      }
    }
  }

  /** The project's folder as set by the launcher; otherwise the current folder. */
  static Path project() {
    return Path.of(System.getProperty("ebsbackup.root", "")).toAbsolutePath().normalize();
  }
}
