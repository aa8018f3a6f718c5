package ebsbackup.cli;

import ebsbackup.aws.SnapshotContents;
import ebsbackup.blocks.BlockReader;
import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Timings;
import embeddedcloud.json.Json;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import embeddedcloud.world.WorldFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.ebs.EbsClient;

/** Shows what is on a disk. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what is on a disk, and whether its structures are sound.",
      "Reads a few blocks of a disk image or of a snapshot, and restores nothing: partition tables,"
          + " ext2, ext3, ext4, XFS, NTFS, btrfs, LVM2, LUKS and swap, by magic and checksum. The"
          + " contents of files are not checked. Writes nothing.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every structure is sound, or nothing is there that can be checked",
      "1:a structure is damaged",
      "2:wrong usage, or something could not be read"
    })
final class InspectCommand implements Callable<Integer> {
  /** An ordinary disk takes 12; one with many partitions a few more for each. */
  private static final int MOST_REQUESTS = 500;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;

  @Option(names = "--image", paramLabel = "FILE", description = "A disk image.")
  private Path image;

  @Option(
      names = "--snapshot",
      paramLabel = "ID",
      description = "A completed snapshot, of a world or on AWS.")
  private String snapshot;

  @Option(
      names = "--world",
      paramLabel = "DIR",
      description = "The world that has the snapshot, with its image snapshots/ID.img.")
  private Path world;

  @Mixin private AccountOptions account;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    long places =
        Stream.of(image != null, world != null, account.given()).filter(given -> given).count();
    if (places != 1 || (snapshot == null) != (image != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "expected --image FILE, --snapshot ID --world DIR, or --snapshot ID --profile NAME");
    }
    if (image != null) {
      try (ImageFile file = new ImageFile(image)) {
        return inspect(image.toString(), file, Clock.systemUTC());
      }
    }
    return account.given() ? onAws() : inWorld();
  }

  private int onAws() {
    try (EbsClient ebs = account.account().client(EbsClient.builder())) {
      return inspect(snapshot, new SnapshotContents(ebs, snapshot), Clock.systemUTC());
    }
  }

  private int inWorld() throws IOException {
    World read = WorldFolder.read(world);
    VirtualClock clock = new VirtualClock(read.time());
    EmbeddedEc2 ec2 = WorldOptions.ec2(read, Timings.standard(), clock, 1);
    return inspect(snapshot, new SnapshotContents(ec2.ebs(), snapshot), clock);
  }

  private int inspect(String disk, BlockSource source, Clock clock) {
    PrintWriter out = spec.commandLine().getOut();
    Inspection inspection;
    try {
      RequestBudget budget =
          new RequestBudget(MOST_REQUESTS, clock.instant().plus(PATIENCE), clock);
      inspection = Inspection.of(new BlockReader(source, budget, clock));
    } catch (AwsCallException | UnreadableException unread) {
      throw new BadInputException("%s: %s".formatted(disk, unread.getMessage()), unread);
    }
    if (json) {
      out.println(Json.pretty(InspectionView.json(disk, inspection)));
    } else {
      InspectionView.print(out, disk, inspection);
    }
    return switch (inspection.verdict()) {
      case Verdict.Sound sound -> 0;
      case Verdict.Unknown unknown -> 0;
      case Verdict.Damaged damaged -> EbsBackup.FAILED;
      case Verdict.Suspect suspect -> EbsBackup.FAILED;
      case Verdict.Unread unread -> EbsBackup.WRONG_USAGE;
    };
  }
}
