package ebsbackup.cli;

import ebsbackup.cli.demo.Demo;
import ebsbackup.cli.demo.MonthOfNights;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStorage;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.FileBlockStorage;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a backup, a restore, a swap and a prune as a story. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows backup, restore, swap and prune on real bytes.",
      "Two nights, a disaster, a restore and a swap, then a month of nights and a prune. The program"
          + " checks every statement; the exit code is 1 if one does not hold.",
      ""
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "A disk image for the data volume, instead of the built-in ext4 file system.")
  private Path imageFile;

  @Option(
      names = "--restored",
      paramLabel = "FILE",
      description = "Where to write the restored disk instead of target/restored.img.")
  private Path restored;

  private final Consumer<EmbeddedEc2> before;

  DemoCommand() {
    this(ec2 -> {});
  }

  /**
   * @param before what to do to the cloud before the story begins
   */
  DemoCommand(Consumer<EmbeddedEc2> before) {
    this.before = before;
  }

  @Override
  public Integer call() throws IOException {
    if (imageFile != null && !Files.isRegularFile(imageFile)) {
      throw new ParameterException(spec.commandLine(), "--image: there is no file " + imageFile);
    }
    PrintWriter out = spec.commandLine().getOut();
    Optional<Path> image = Optional.ofNullable(imageFile);
    VirtualClock clock = new VirtualClock(Demo.BEGINS);
    BlockStorage storage =
        image.isEmpty()
            ? new MemoryBlockStorage()
            : new FileBlockStorage(WorldOptions.temporaryFolder(), BlockStore.BLOCK_SIZE);
    BlockStore blocks = new BlockStore(storage, clock, BlockStore.BLOCK_SIZE, Demo.loadRate(image));
    try (EmbeddedEc2 ec2 =
        new EmbeddedEc2(Ec2Settings.of("eu-central-1", "123456789012"), clock, blocks)) {
      before.accept(ec2);
      Project project = Project.in(WorldOptions.project());
      Cloud cloud = Deployment.deploy(project, Map.of(), clock, ec2, 1);
      Progress.show(cloud, out);
      Path target =
          restored == null ? WorldOptions.project().resolve("target/restored.img") : restored;
      boolean holds = new Demo(cloud, image, target, out).play();
      return playMonth(project, out) && holds ? 0 : EbsBackup.FAILED;
    }
  }

  /** Plays in a separate account, whose first backup is the first of the month. */
  private static boolean playMonth(Project project, PrintWriter out) throws IOException {
    VirtualClock clock = new VirtualClock(Demo.BEGINS);
    BlockStore blocks = BlockStore.inMemory(clock, WorldOptions.LOAD_RATE);
    try (EmbeddedEc2 ec2 =
        new EmbeddedEc2(Ec2Settings.of("eu-central-1", "123456789012"), clock, blocks)) {
      return new MonthOfNights(
              Deployment.deploy(project, MonthOfNights.PARAMETERS, clock, ec2, 1), out)
          .play();
    }
  }
}
