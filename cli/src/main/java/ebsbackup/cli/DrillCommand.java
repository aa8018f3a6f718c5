package ebsbackup.cli;

import ebsbackup.cli.demo.Demo;
import ebsbackup.cli.demo.Drill;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A disaster-recovery drill, as a story. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates the loss of an account, and restores its instances in another account and Region.",
      "The other account pulls and locks two nights of backups. The program checks every statement"
          + " and measures RPO and RTO; the exit code is 1 if a statement does not hold.",
      ""
    })
final class DrillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final Consumer<EmbeddedEc2> before;

  DrillCommand() {
    this(source -> {});
  }

  /**
   * @param before what to do to the cloud before the story begins
   */
  DrillCommand(Consumer<EmbeddedEc2> before) {
    this.before = before;
  }

  @Override
  public Integer call() throws IOException {
    Project project = Project.in(WorldOptions.project());
    VirtualClock clock = new VirtualClock(Demo.BEGINS);
    BlockStore blocks = BlockStore.inMemory(clock, WorldOptions.LOAD_RATE);
    Ec2Settings settings = Ec2Settings.of(Drill.SOURCE_REGION, Drill.SOURCE);
    try (EmbeddedEc2 source = new EmbeddedEc2(settings, clock, blocks)) {
      before.accept(source);
      Drill drill =
          new Drill(
              source,
              (place, parameters) -> Deployment.deploy(project, parameters, clock, place, 1),
              spec.commandLine().getOut());
      return drill.play() ? 0 : EbsBackup.FAILED;
    }
  }
}
