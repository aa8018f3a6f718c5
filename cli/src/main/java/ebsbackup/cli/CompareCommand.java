package ebsbackup.cli;

import ebsbackup.blocks.BlockSource;
import ebsbackup.manifest.Difference;
import ebsbackup.manifest.ManifestReader;
import ebsbackup.report.Quantity;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two disks by their manifests. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the blocks in which two disks differ.",
      "Compares two files that `ebs-backup manifest` has written. Blocks that one disk"
          + " does not have count as zeros.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:both disks hold the same data",
      "1:at least one block differs",
      "2:wrong usage, or a file is not a manifest, or was changed"
    })
final class CompareCommand implements Callable<Integer> {
  private static final int MAX_RANGES = 20;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FIRST", description = "A manifest.")
  private Path first;

  @Parameters(index = "1", paramLabel = "SECOND", description = "Another manifest.")
  private Path second;

  @Option(
      names = "--json",
      description = "Print one JSON document, which names every block, instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    try (ManifestReader one = ManifestFile.read(first);
        ManifestReader other = ManifestFile.read(second)) {
      Difference difference = Difference.between(one, other);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("first", disk(one));
        document.put("second", disk(other));
        document.put("blocksThatDiffer", difference.blocks());
        document.put("ranges", difference.ranges().stream().map(CompareCommand::range).toList());
        out.println(Json.pretty(document));
      } else {
        out.println("First     " + text(one));
        out.println("Second    " + text(other));
        print(out, difference);
      }
      return difference.blocks() == 0 ? 0 : EbsBackup.FAILED;
    }
  }

  private static String text(ManifestReader manifest) {
    return "%s, %s, data in %s"
        .formatted(
            manifest.disk().name(),
            InspectionView.size(manifest.disk().size()),
            Quantity.of(manifest.end().blocks(), "block"));
  }

  private static void print(PrintWriter out, Difference difference) {
    if (difference.blocks() == 0) {
      out.println("Result    both hold the same data");
      return;
    }
    out.println(
        "Result    %s"
            .formatted(
                difference.blocks() == 1
                    ? "1 block of 512 KiB differs"
                    : difference.blocks() + " blocks of 512 KiB differ"));
    out.println();
    Table table = new Table("BLOCKS", "BYTES");
    List<Difference.Range> ranges = difference.ranges();
    for (Difference.Range range : ranges.subList(0, Math.min(MAX_RANGES, ranges.size()))) {
      table.row(
          range.first() == range.last()
              ? Integer.toString(range.first())
              : range.first() + "-" + range.last(),
          begin(range.first()) + "-" + (begin(range.last() + 1) - 1));
    }
    table.print(out, "");
    if (ranges.size() > MAX_RANGES) {
      out.println("and " + Quantity.of(ranges.size() - MAX_RANGES, "more range"));
    }
  }

  private static long begin(int block) {
    return (long) block * BlockSource.BLOCK_SIZE;
  }

  private static Map<String, Object> disk(ManifestReader manifest) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("disk", manifest.disk().name());
    json.put("size", manifest.disk().size());
    json.put("blocksWithData", manifest.end().blocks());
    json.put("sha256", manifest.end().sha256());
    return json;
  }

  private static Map<String, Object> range(Difference.Range range) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("first", range.first());
    json.put("last", range.last());
    return json;
  }
}
