package ebsbackup.conformance.runtime;

import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The world that the sample events speak of, and those events, moved to the present: a process on
 * Lambda's runtime client has no other clock than the computer's.
 */
final class SampleCloud {
  private static final Path PROJECT = Path.of("..");
  private static final Project DEPLOYED = Project.in(PROJECT);
  private static final Path WORLD =
      PROJECT.resolve(Path.of("cli", "src", "test", "resources", "sample-world"));

  /** When the samples' world is. */
  private static final Instant THEN = Instant.parse("2026-03-03T09:00:00Z");

  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|\\+00:00)");

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Duration since = Duration.between(THEN, now);
  private final Path folder;

  /**
   * @param folder for the world that is moved
   */
  SampleCloud(Path folder) throws IOException {
    this.folder = folder;
    // Other accounts and Regions have folders of their own.
    try (Stream<Path> files = Files.walk(WORLD)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(WORLD.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, moved(Files.readString(file)));
      }
    }
  }

  private String moved(String text) {
    return TIME.matcher(text)
        .replaceAll(
            found -> OffsetDateTime.parse(found.group()).toInstant().plus(since).toString());
  }

  /**
   * The project deployed into that world, with the execution that the sample of Notify is about.
   */
  Cloud open() throws IOException {
    World world = WorldFolder.read(folder);
    VirtualClock clock = new VirtualClock(now);
    BlockStore blocks =
        new BlockStore(new MemoryBlockStorage(), clock, BlockStore.BLOCK_SIZE, 1 << 25);
    Cloud cloud =
        Deployment.deploy(
            DEPLOYED,
            Map.of("ManifestBucket", "proofs"),
            clock,
            WorldCloud.open(world, clock, blocks, 1),
            1);
    cloud.run("backup", Optional.of("4f1c"), "{}");
    return cloud;
  }

  /** The sample of a function. */
  String event(LambdaFunction function) throws IOException {
    String name =
        function
            .logicalId()
            .replaceAll("Function$", "")
            .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT);
    return moved(Files.readString(PROJECT.resolve(Path.of("events", name + ".json"))));
  }

  static List<LambdaFunction> functions() throws IOException {
    return embeddedcloud.template.Template.read(
            PROJECT.resolve("template.yaml"),
            new embeddedcloud.template.Stack(
                "ebs-backup", "eu-central-1", "123456789012", Map.of()))
        .functions();
  }
}
