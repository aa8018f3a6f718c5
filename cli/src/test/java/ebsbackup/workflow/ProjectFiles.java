package ebsbackup.workflow;

import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.states.Definition;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Stack;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The files that are deployed and their samples, as tests look at them. */
final class ProjectFiles {
  /** The key of the samples that pull. */
  static final String PULL_KEY =
      "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path EVENTS = ROOT.resolve("events");
  private static final Path DEFINITIONS = ROOT.resolve("statemachine");
  private static final String DEFINITION = ".asl.json";

  /** One for all tests, which run one after the other: parsing takes longer than most of them. */
  static final Project PROJECT = Project.in(ROOT);

  private ProjectFiles() {}

  static Template template(Map<String, String> parameters) throws IOException {
    return PROJECT.template(new Stack("ebs-backup", "eu-central-1", "123456789012", parameters));
  }

  /** The text of the definition in the repository. */
  static String definition(StateMachine machine) throws IOException {
    return Files.readString(ROOT.resolve(machine.definitionUri()));
  }

  static List<Definition> definitions() throws IOException {
    List<Definition> definitions = new ArrayList<>();
    for (StateMachine machine : template(Map.of()).stateMachines()) {
      definitions.add(Definition.parse(definition(machine)));
    }
    return definitions;
  }

  /** {@code CreateSnapshotsFunction} without its last word. */
  static String wordOf(LambdaFunction function) {
    return function.logicalId().replaceAll("Function$", "");
  }

  /** {@code CreateSnapshots} as "Create Snapshots". */
  static String stateName(String word) {
    return word.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
  }

  /** {@code CreateSnapshots} as "create-snapshots". */
  static String sampleName(String word) {
    return stateName(word).replace(' ', '-').toLowerCase(Locale.ROOT);
  }

  /** The functions that the definition of a workflow invokes, without their last word. */
  static List<String> steps(String workflow) {
    try {
      Set<String> states =
          Definition.parse(Files.readString(DEFINITIONS.resolve(workflow + DEFINITION)))
              .states()
              .keySet();
      return template(Map.of()).functions().stream()
          .map(ProjectFiles::wordOf)
          .filter(word -> states.contains(stateName(word)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the workflows that have a definition. */
  static List<String> workflows() {
    return names(DEFINITIONS, DEFINITION);
  }

  /** The names of the files in {@code events/}, without their suffix. */
  static List<String> events() {
    return names(EVENTS, ".json");
  }

  private static List<String> names(Path folder, String suffix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString().replace(suffix, "")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String event(String name) throws IOException {
    return Files.readString(EVENTS.resolve(name + ".json"));
  }

  /** The project deployed into a world that has what the samples speak of. */
  static Cloud sampleCloud() throws IOException {
    World world = WorldFolder.read(Path.of("src/test/resources/sample-world"));
    VirtualClock clock = new VirtualClock(world.time());
    BlockStore blocks =
        new BlockStore(new MemoryBlockStorage(), clock, BlockStore.BLOCK_SIZE, 1 << 25);
    Map<String, String> parameters =
        Map.of(
            "ShareAccounts",
            "111122223333",
            "RestoreFromAccounts",
            "444455556666",
            "ManifestBucket",
            "proofs");
    EmbeddedEc2 ec2 = WorldCloud.open(world, clock, blocks, 1);
    ec2.kms().expect(PULL_KEY);
    ec2.kms().addAlias("alias/copies", PULL_KEY);
    return Deployment.deploy(PROJECT, parameters, clock, ec2, 1);
  }
}
