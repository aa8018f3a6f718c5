package ebsbackup.cli;

import ebsbackup.aws.ManifestStore;
import ebsbackup.aws.SnapshotBlocks;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.UnreadableException;
import ebsbackup.ebs.ChangedBlock;
import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.AwsCallException;
import ebsbackup.manifest.DiskReader;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestParts;
import ebsbackup.manifest.ManifestReader;
import ebsbackup.report.Quantity;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes the SHA-256 of every block of a disk to a file. */
@Command(
    name = "manifest",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the SHA-256 of every block of a disk to a file.",
      "Two disks hold the same data if `ebs-backup compare` finds no difference between their manifests:"
          + " a snapshot, its copy in another Region or account, and the volume that was restored"
          + " from either.",
      ""
    })
final class ManifestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DiskOptions options;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file to write; an existing file is replaced.")
  private Path out;

  @Option(
      names = "--since",
      paramLabel = "FILE",
      description =
          "The manifest of an earlier snapshot of the same volume: only the blocks that changed"
              + " since are read.")
  private Path since;

  @Option(
      names = "--stored-in",
      paramLabel = "BUCKET",
      description =
          "The bucket in which the verify workflow has stored the manifest of the snapshot: it is"
              + " downloaded, and no block is read.")
  private String bucket;

  @Option(
      names = "--dry-run",
      description = "Show how many blocks would be read and what that costs. Writes nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print one JSON document instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (bucket != null) {
      if (since != null || dryRun) {
        throw new ParameterException(
            spec.commandLine(),
            "--stored-in cannot be combined with --since or --dry-run: no block is read");
      }
      return options.openAccount(spec, this::download);
    }
    return options.open(spec, this::read);
  }

  private int download(AwsAccount account, String snapshotId) throws IOException {
    try (S3Client s3 = account.client(S3Client.builder().forcePathStyle(true));
        Ec2Client ec2 = account.client(Ec2Client.builder())) {
      ManifestStore store = new ManifestStore(s3, bucket, Optional.empty());
      ManifestParts parts = new ManifestParts(snapshotId);
      Manifest.Disk disk = parts.disk(store::get);
      Optional<ManifestRoot> root =
          new Wiring(new OnlyEc2(ec2), Clock.systemUTC(), Map.of())
              .snapshots().byIds(List.of(snapshotId)).stream()
                  .flatMap(snapshot -> ManifestRoot.of(snapshot).stream())
                  .findFirst();
      try (ManifestFile file = new ManifestFile(out, disk)) {
        Manifest.End end = parts.copy(disk, store::get, file.writer());
        if (root.filter(tag -> !tag.isOf(end.sha256(), end.blocks())).isPresent()) {
          throw new BadInputException(
              "%s: the stored manifest has SHA-256 %s, but the tag of the snapshot has %s"
                  .formatted(snapshotId, end.sha256(), root.get().sha256()));
        }
        file.keep();
        print(disk, Optional.of(root.isPresent()), 0, 0, Optional.of(end));
      }
      return 0;
    } catch (AwsCallException | UnreadableException unread) {
      throw new BadInputException("%s: %s".formatted(snapshotId, unread.getMessage()), unread);
    }
  }

  private int read(DiskOptions.Disk disk) throws IOException {
    try (DiskReader reader = new DiskReader(disk.source(), disk.atOnce())) {
      if (dryRun) {
        print(disk, reader, blocks(disk, reader), Optional.empty());
        return 0;
      }
      Manifest.End end = write(disk, reader);
      print(disk, reader, reader.gets(), Optional.of(end));
      return 0;
    } catch (AwsCallException | UnreadableException unread) {
      throw new BadInputException("%s: %s".formatted(disk.name(), unread.getMessage()), unread);
    }
  }

  private Manifest.End write(DiskOptions.Disk disk, DiskReader reader) throws IOException {
    Manifest.Disk named = new Manifest.Disk(disk.name(), reader.size());
    ReadingProgress progress =
        new ReadingProgress(spec.commandLine().getErr(), reader.size(), Clock.systemUTC());
    try (ManifestFile file = new ManifestFile(out, named)) {
      ManifestMaker maker = new ManifestMaker(reader, file.writer(), progress::done);
      if (since == null) {
        maker.readAll();
      } else {
        try (ManifestReader earlier = ManifestFile.read(since)) {
          maker.readChanged(earlier, changed(disk, earlier));
        }
      }
      Manifest.End end = file.writer().finish();
      file.keep();
      return end;
    } finally {
      progress.end();
    }
  }

  private long blocks(DiskOptions.Disk disk, DiskReader reader) throws IOException {
    if (since != null) {
      try (ManifestReader earlier = ManifestFile.read(since)) {
        return changed(disk, earlier).stream().filter(block -> block.second().isPresent()).count();
      }
    }
    long blocks = 0;
    for (Optional<List<BlockSource.Listed>> page = reader.next();
        page.isPresent();
        page = reader.next()) {
      blocks += page.get().size();
    }
    return blocks;
  }

  private List<ChangedBlock> changed(DiskOptions.Disk disk, ManifestReader earlier) {
    String name = earlier.disk().name();
    if (disk.ebs().isEmpty() || !name.startsWith("snap-")) {
      throw new BadInputException(
          "--since %s: expected a snapshot, and the manifest of an earlier one of the same volume"
              .formatted(since));
    }
    RequestBudget unlimited = new RequestBudget(Integer.MAX_VALUE, Instant.MAX, disk.clock());
    List<ChangedBlock> changed = new ArrayList<>();
    SnapshotBlocks blocks = new SnapshotBlocks(disk.ebs().orElseThrow());
    if (blocks.changed(name, disk.name(), unlimited, changed::add) != SnapshotBlocks.Extent.ALL) {
      throw new BadInputException(
          "--since %s: %s and %s are not snapshots of the same volume"
              .formatted(since, name, disk.name()));
    }
    return changed;
  }

  private static String cost(double dollars) {
    if (dollars == 0) {
      return "";
    }
    return dollars < 0.01
        ? ", less than $0.01"
        : String.format(Locale.ROOT, ", about $%.2f", dollars);
  }

  private void print(
      DiskOptions.Disk disk, DiskReader reader, long read, Optional<Manifest.End> end) {
    double dollars = disk.ebs().isPresent() ? read * BlockSource.DOLLARS_PER_1000 / 1000 : 0;
    print(new Manifest.Disk(disk.name(), reader.size()), Optional.empty(), read, dollars, end);
  }

  /**
   * @param asTagged for a stored manifest, whether the snapshot has its SHA-256 in a tag
   */
  private void print(
      Manifest.Disk disk,
      Optional<Boolean> asTagged,
      long read,
      double dollars,
      Optional<Manifest.End> end) {
    PrintWriter text = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("disk", disk.name());
      document.put("size", disk.size());
      asTagged.ifPresent(tagged -> document.put("asTagged", tagged));
      document.put(dryRun ? "blocksToRead" : "blocksRead", read);
      document.put("dollars", dollars);
      end.ifPresent(
          e -> {
            document.put("blocksWithData", e.blocks());
            document.put("sha256", e.sha256());
            document.put("file", out.toString());
          });
      text.println(Json.pretty(document));
      return;
    }
    text.println("Disk      %s, %s".formatted(disk.name(), InspectionView.size(disk.size())));
    text.println(
        "Read      %s%s%s"
            .formatted(dryRun ? "would read " : "", Quantity.of(read, "block"), cost(dollars)));
    end.ifPresent(
        e -> {
          text.println("Data      in " + Quantity.of(e.blocks(), "block"));
          text.println("SHA-256   " + e.sha256());
          asTagged.ifPresent(
              tagged ->
                  text.println(
                      tagged
                          ? "Tag       has the same SHA-256"
                          : "Tag       none: the snapshot is gone, or its tag was removed"));
          text.println("Written   " + out);
        });
  }
}
