package ebsbackup.cli;

import ebsbackup.blocks.BlockReader;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      "0:every structure is sound, or there is nothing that can be checked",
      "1:a structure is damaged",
      "2:wrong usage, or something could not be read"
    })
final class InspectCommand implements Callable<Integer> {
  /** An ordinary disk takes 12 requests, and each additional partition a few more. */
  private static final int MAX_REQUESTS = 500;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec;

  @Mixin private DiskOptions options;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    return options.open(spec, this::inspect);
  }

  private int inspect(DiskOptions.Disk disk) {
    PrintWriter out = spec.commandLine().getOut();
    Inspection inspection;
    try {
      RequestBudget budget =
          new RequestBudget(MAX_REQUESTS, disk.clock().instant().plus(PATIENCE), disk.clock());
      inspection = Inspection.of(new BlockReader(disk.source(), budget, disk.clock()));
    } catch (AwsCallException | UnreadableException unread) {
      throw new BadInputException("%s: %s".formatted(disk.name(), unread.getMessage()), unread);
    }
    if (json) {
      out.println(Json.pretty(InspectionView.json(disk.name(), inspection)));
    } else {
      InspectionView.print(out, disk.name(), inspection);
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
