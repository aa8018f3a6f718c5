package ebsbackup.cli;

import ebsbackup.blocks.Content;
import ebsbackup.blocks.Damage;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.Partition;
import ebsbackup.blocks.PartitionTable;
import ebsbackup.blocks.Verdict;
import ebsbackup.report.Quantity;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An inspection as text or JSON. */
final class InspectionView {
  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

  private InspectionView() {}

  static void print(PrintWriter out, String disk, Inspection inspection) {
    Optional<PartitionTable> table = inspection.table();
    out.println("Disk      %s, %s".formatted(disk, size(inspection.size())));
    table.ifPresent(
        found ->
            out.println(
                "Table     %s %s, %s%s"
                    .formatted(
                        found.type(),
                        found.id(),
                        words(found.verdict()),
                        found.state().map(state -> ", " + state).orElse(""))));
    out.println(
        "Verdict   %s, after %s"
            .formatted(words(inspection.verdict()), Quantity.of(inspection.requests(), "request")));
    if (!inspection.volumes().isEmpty()) {
      out.println();
      volumes(inspection).print(out, "");
    }
    if (inspection.verdict() instanceof Verdict.Damaged damaged) {
      out.println();
      damaged.damages().forEach(damage -> out.println("Damaged   " + damage));
      if (damaged.more() > 0) {
        out.println("and %d more".formatted(damaged.more()));
      }
    }
  }

  private static Table volumes(Inspection inspection) {
    Table rows = new Table("PARTITION", "START", "SIZE", "TYPE", "LABEL", "ID", "STATE", "VERDICT");
    for (Inspection.Volume volume : inspection.volumes()) {
      Content content = volume.content();
      rows.row(
          volume.partition().map(InspectionView::name).orElse("-"),
          Long.toString(volume.partition().map(Partition::start).orElse(0L)),
          size(volume.partition().map(Partition::length).orElse(inspection.size())),
          content.type(),
          content.label().orElse("-"),
          content.id().orElse("-"),
          content.state().orElse("-"),
          words(content.verdict()));
    }
    return rows;
  }

  private static String name(Partition partition) {
    return partition.number() + partition.name().map(name -> " " + name).orElse("");
  }

  /** The verdict with its reason. Damages are printed on separate lines. */
  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Unknown unknown -> "unknown: " + unknown.reason();
      case Verdict.Unread unread -> "unread: " + unread.reason();
      case Verdict.Sound sound -> sound.word();
      case Verdict.Damaged damaged -> damaged.word();
      case Verdict.Suspect suspect -> "suspect: " + suspect.evidence();
    };
  }

  /** Formats a size in the largest unit in which it is at least 1. */
  static String size(long bytes) {
    int unit = 0;
    double number = bytes / 1024.0;
    while (number >= 1024 && unit < UNITS.size() - 1) {
      number /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", number, UNITS.get(unit));
  }

  static Map<String, Object> json(String disk, Inspection inspection) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("disk", disk);
    json.put("size", inspection.size());
    json.put("requests", inspection.requests());
    putVerdict(json, inspection.verdict());
    inspection.table().ifPresent(table -> json.put("table", table(table)));
    json.put("volumes", inspection.volumes().stream().map(InspectionView::volume).toList());
    return json;
  }

  private static Map<String, Object> table(PartitionTable table) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", table.type());
    json.put("id", table.id());
    table.state().ifPresent(state -> json.put("state", state));
    putVerdict(json, table.verdict());
    return json;
  }

  private static Map<String, Object> volume(Inspection.Volume volume) {
    Map<String, Object> json = new LinkedHashMap<>();
    volume.partition().ifPresent(partition -> json.put("partition", partition(partition)));
    Content content = volume.content();
    json.put("type", content.type());
    content.label().ifPresent(label -> json.put("label", label));
    content.id().ifPresent(id -> json.put("id", id));
    content.size().ifPresent(size -> json.put("size", size));
    content.state().ifPresent(state -> json.put("state", state));
    putVerdict(json, content.verdict());
    return json;
  }

  private static Map<String, Object> partition(Partition partition) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", partition.number());
    json.put("type", partition.type());
    partition.name().ifPresent(name -> json.put("name", name));
    json.put("start", partition.start());
    json.put("length", partition.length());
    return json;
  }

  private static void putVerdict(Map<String, Object> json, Verdict verdict) {
    json.put("verdict", verdict.word());
    switch (verdict) {
      case Verdict.Unknown unknown -> json.put("reason", unknown.reason());
      case Verdict.Unread unread -> json.put("reason", unread.reason());
      case Verdict.Damaged damaged -> {
        json.put("damages", damaged.damages().stream().map(InspectionView::damage).toList());
        json.put("moreDamages", damaged.more());
      }
      case Verdict.Suspect suspect -> json.put("reason", suspect.evidence());
      case Verdict.Sound sound -> {}
    }
  }

  private static Map<String, Object> damage(Damage damage) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("structure", damage.structure());
    json.put("offset", damage.offset());
    json.put("found", damage.found());
    json.put("expected", damage.expected());
    return json;
  }
}
