package ebsbackup.cli.report;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Help.Ansi;

/** The report of a prune for a terminal: a line for each set, and the calendar of what remains. */
public final class PruneTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private static final Map<String, String> STYLES =
      Map.of(
          "KEEP", "green",
          "HELD", "yellow",
          "DELETE", "red",
          "DELETED", "red",
          "ALREADY_GONE", "faint",
          "REFUSED", "magenta");

  /** Fates after which the set is no longer there. */
  private static final Set<String> GONE = Set.of("DELETE", "DELETED", "ALREADY_GONE");

  private final Map<?, ?> report;
  private final ZoneId zone;
  private final Ansi ansi;
  private final Map<String, Long> freed;

  /**
   * @param report the report as the workflow returns it
   * @param zone the time zone of the times and the calendar
   * @param freed for a set's source and run joined by a space, the bytes that its deletion frees
   */
  public PruneTable(Map<?, ?> report, ZoneId zone, Ansi ansi, Map<String, Long> freed) {
    this.report = report;
    this.zone = zone;
    this.ansi = ansi;
    this.freed = Map.copyOf(freed);
  }

  /** Prints the whole report. */
  public void print(PrintWriter out) {
    bySource()
        .forEach(
            (source, lines) -> {
              out.println();
              out.println(ansi.string("@|bold " + source + "|@"));
              lines.forEach(line -> out.println(row(line)));
            });
    calendar(out);
    out.println();
    out.println(report.get("summary"));
    long bytes = freed.values().stream().mapToLong(Long::longValue).sum();
    if (bytes > 0) {
      out.printf(Locale.ROOT, "Frees %s of snapshot storage%n", mib(bytes));
    }
    estimate(out);
    if (((Number) report.get("linesOmitted")).longValue() > 0) {
      out.printf("%s more sets are in the functions' logs%n", report.get("linesOmitted"));
    }
    ignored(out);
  }

  /** Prints one line for each reason, because the copies of a whole fleet share one. */
  private void ignored(PrintWriter out) {
    Map<Object, List<Object>> byReason = new LinkedHashMap<>();
    for (Object each : (List<?>) report.get("ignored")) {
      Map<?, ?> line = (Map<?, ?>) each;
      byReason
          .computeIfAbsent(line.get("reason"), reason -> new ArrayList<>())
          .add(line.get("snapshotId"));
    }
    byReason.forEach((reason, ids) -> out.println("Ignored, since " + reason + ": " + ids));
    if (((Number) report.get("ignoredOmitted")).longValue() > 0) {
      out.printf("%s more snapshots are ignored%n", report.get("ignoredOmitted"));
    }
  }

  private Map<String, List<Map<?, ?>>> bySource() {
    Map<String, List<Map<?, ?>>> bySource = new LinkedHashMap<>();
    for (Object line : (List<?>) report.get("lines")) {
      Map<?, ?> fields = (Map<?, ?>) line;
      bySource
          .computeIfAbsent(String.valueOf(fields.get("source")), s -> new ArrayList<>())
          .add(fields);
    }
    return bySource;
  }

  private String row(Map<?, ?> line) {
    String fate = String.valueOf(line.get("fate"));
    String word = fate.toLowerCase(Locale.ROOT).replace('_', ' ');
    Long bytes = freed.get(line.get("source") + " " + line.get("run"));
    return "  %s  %s  %s%s"
        .formatted(
            TIME.format(time(line)),
            ansi.string("@|%s %-12s|@".formatted(STYLES.getOrDefault(fate, "bold"), word)),
            line.get("reason"),
            bytes == null ? estimated(line) : "; frees " + mib(bytes));
  }

  /** On AWS there is no measured size, but there may be an estimate. */
  private static String estimated(Map<?, ?> line) {
    return line.get("estimatedBytes") instanceof Number bytes
        ? "; estimated to free " + mib(bytes.longValue())
        : "";
  }

  private void estimate(PrintWriter out) {
    if (report.get("estimate") instanceof Map<?, ?> estimate) {
      out.println("The estimate took " + estimate.get("cost"));
      ((List<?>) estimate.get("problems")).forEach(why -> out.println("Not estimated: " + why));
    }
  }

  /** Prints how many sets of all sources remain: a row for each month, a column for each day. */
  private void calendar(PrintWriter out) {
    NavigableMap<YearMonth, Map<Integer, Integer>> months = new TreeMap<>();
    for (Object each : (List<?>) report.get("lines")) {
      Map<?, ?> line = (Map<?, ?>) each;
      if (!GONE.contains(String.valueOf(line.get("fate")))) {
        ZonedDateTime time = time(line);
        months
            .computeIfAbsent(YearMonth.from(time), m -> new TreeMap<>())
            .merge(time.getDayOfMonth(), 1, Integer::sum);
      }
    }
    out.println();
    out.println("Remaining sets by day of the month (%s)".formatted(zone));
    out.println("           1   5    10   15   20   25   30");
    for (YearMonth month : new TreeSet<>(months.keySet())) {
      StringBuilder days = new StringBuilder();
      for (int day = 1; day <= month.lengthOfMonth(); day++) {
        Integer count = months.get(month).get(day);
        days.append(count == null ? "·" : count > 9 ? "+" : count.toString());
      }
      out.println("  %s  %s".formatted(month, days));
    }
  }

  private ZonedDateTime time(Map<?, ?> line) {
    return Instant.parse(String.valueOf(line.get("startTime"))).atZone(zone);
  }

  static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
