package ebsbackup.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The report of a backup, a prune or a verification as text for a terminal: the counts, and a table
 * for each list. {@code --json} shows the whole report.
 */
final class ReportText {
  /** {@code --json} shows longer tables in full. */
  private static final int MAX_ROWS = 30;

  private final PrintWriter out;
  private final Map<?, ?> report;

  private ReportText(PrintWriter out, Map<?, ?> report) {
    this.out = out;
    this.report = report;
  }

  static void print(PrintWriter out, Object report) {
    if (report instanceof Map<?, ?> fields) {
      new ReportText(out, fields).print();
    }
  }

  private void print() {
    line("Result", "status");
    line("Summary", "summary");
    line("Run", "run");
    if (report.get("counts") instanceof Map<?, ?> counts) {
      out.printf("%-9s %s%n", "Counts", counts(counts));
    }
    notGood();
    snapshots();
    names("Surplus", "surplus");
    names("Left out", "leftOut");
    names("No copy", "notCopied");
    lostTags();
  }

  private void line(String label, String field) {
    text(report, field).ifPresent(value -> out.printf("%-9s %s%n", label, value));
  }

  /** {@code notGood: 2} reads "2 not good". */
  private static String counts(Map<?, ?> counts) {
    return counts.entrySet().stream()
        .map(
            count ->
                count.getKey().equals("sizeGiB")
                    ? count.getValue() + " GiB"
                    : count.getValue() + " " + words(String.valueOf(count.getKey())))
        .collect(Collectors.joining(", "));
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private void notGood() {
    Table table = new Table("NOT GOOD", "REASON", "VOLUMES");
    for (Map<?, ?> problem : rows("notGood")) {
      table.row(
          cell(problem, "source"),
          cell(problem, "reason"),
          problem.get("volumes") instanceof List<?> volumes ? joined(volumes) : "");
    }
    show(table, "notGood");
  }

  private void snapshots() {
    Table table = new Table("SNAPSHOT", "OF", "SOURCE", "GIB", "STATE");
    for (Map<?, ?> snapshot : rows("snapshots")) {
      table.row(
          cell(snapshot, "SnapshotId"),
          cell(snapshot, "VolumeId"),
          tag(snapshot, "ebs-backup:source"),
          cell(snapshot, "VolumeSize"),
          cell(snapshot, "State"));
    }
    show(table, "snapshots");
  }

  private void lostTags() {
    Table table = new Table("VOLUME", "LOST TAGS", "EXAMPLES");
    for (Map<?, ?> loss : rows("lostTags")) {
      table.row(
          cell(loss, "volumeId"),
          cell(loss, "count"),
          loss.get("keys") instanceof List<?> keys ? joined(keys) : "");
    }
    show(table, "lostTags");
  }

  private void names(String label, String field) {
    if (report.get(field) instanceof List<?> names && !names.isEmpty()) {
      long more = omitted(field);
      out.printf(
          "%-9s %s%s%n", label, joined(names), more > 0 ? " and %d more".formatted(more) : "");
    }
  }

  private List<Map<?, ?>> rows(String field) {
    return list(field).stream()
        .limit(MAX_ROWS)
        .filter(Map.class::isInstance)
        .<Map<?, ?>>map(row -> (Map<?, ?>) row)
        .toList();
  }

  private List<?> list(String field) {
    return report.get(field) instanceof List<?> list ? list : List.of();
  }

  private void show(Table table, String field) {
    if (table.isEmpty()) {
      return;
    }
    out.println();
    table.print(out, "");
    long more = Math.max(0, list(field).size() - MAX_ROWS) + omitted(field);
    if (more > 0) {
      out.printf("and %d more%n", more);
    }
  }

  /** How many items did not fit into the report. */
  private long omitted(String field) {
    return report.get(field + "Omitted") instanceof Number omitted ? omitted.longValue() : 0;
  }

  private static String tag(Map<?, ?> snapshot, String key) {
    List<?> tags = snapshot.get("Tags") instanceof List<?> list ? list : List.of();
    return tags.stream()
        .filter(Map.class::isInstance)
        .map(tag -> (Map<?, ?>) tag)
        .filter(tag -> key.equals(tag.get("Key")))
        .map(tag -> cell(tag, "Value"))
        .findFirst()
        .orElse("-");
  }

  private static String joined(List<?> names) {
    return names.stream().map(Objects::toString).collect(Collectors.joining(", "));
  }

  private static String cell(Map<?, ?> row, String field) {
    return text(row, field).orElse("-");
  }

  private static Optional<String> text(Map<?, ?> row, String field) {
    return Optional.ofNullable(row.get(field)).map(Object::toString);
  }
}
