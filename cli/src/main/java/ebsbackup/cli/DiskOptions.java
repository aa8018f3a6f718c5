package ebsbackup.cli;

import ebsbackup.aws.SnapshotContents;
import ebsbackup.blocks.BlockSource;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Timings;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import software.amazon.awssdk.services.ebs.EbsClient;

/** The options that name a disk: an image, or a snapshot of a world or on AWS. */
final class DiskOptions {
  /**
   * The JDK keeps at most five connections to one host open, and each new connection takes a
   * handshake.
   */
  private static final int CONNECTIONS = 5;

  @Option(names = "--image", paramLabel = "FILE", description = "A disk image, or a device.")
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

  /**
   * A disk to read.
   *
   * @param ebs the client that can compare the disk with another snapshot; empty for an image
   * @param atOnce how many blocks can be read at a time
   */
  record Disk(String name, BlockSource source, Optional<EbsClient> ebs, int atOnce, Clock clock) {}

  /** What to do with the disk while it is open. */
  @FunctionalInterface
  interface Use {
    int of(Disk disk) throws IOException;
  }

  /**
   * Opens the disk.
   *
   * @throws ParameterException if the options do not name exactly one disk
   */
  int open(CommandSpec spec, Use use) throws IOException {
    long places =
        Stream.of(image != null, world != null, account.given()).filter(given -> given).count();
    if (places != 1 || (snapshot == null) != (image != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "expected --image FILE, --snapshot ID --world DIR, or --snapshot ID --profile NAME");
    }
    if (image != null) {
      try (ImageFile file = new ImageFile(image)) {
        int processors = Runtime.getRuntime().availableProcessors();
        return use.of(
            new Disk(image.toString(), file, Optional.empty(), processors, Clock.systemUTC()));
      }
    }
    if (account.given()) {
      try (EbsClient ebs = account.account().client(EbsClient.builder())) {
        return use.of(disk(ebs, CONNECTIONS, Clock.systemUTC()));
      }
    }
    World read = WorldOptions.read(world, spec.commandLine().getErr());
    VirtualClock clock = new VirtualClock(read.time());
    EmbeddedEc2 ec2 = WorldOptions.ec2(read, Timings.standard(), clock, 1);
    return use.of(disk(ec2.ebs(), 1, clock));
  }

  /** What to do in the account that has the snapshot. */
  @FunctionalInterface
  interface UseAccount {
    int of(AwsAccount account, String snapshotId) throws IOException;
  }

  /**
   * Opens only the account, not the disk.
   *
   * @throws ParameterException if the disk is not a snapshot on AWS
   */
  int openAccount(CommandSpec spec, UseAccount use) throws IOException {
    if (snapshot == null || image != null || world != null || !account.given()) {
      throw new ParameterException(
          spec.commandLine(), "expected --snapshot ID --profile NAME together with --stored-in");
    }
    return use.of(account.account(), snapshot);
  }

  private Disk disk(EbsClient ebs, int atOnce, Clock clock) {
    return new Disk(snapshot, new SnapshotContents(ebs, snapshot), Optional.of(ebs), atOnce, clock);
  }
}
