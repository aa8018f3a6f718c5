package ebsbackup.cli;

import ebsbackup.report.Quantity;
import ebsbackup.status.PrunePreview;
import ebsbackup.status.StatusReport;
import ebsbackup.status.WhatIf;
import ebsbackup.watch.FleetReport;
import ebsbackup.watch.SourceStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** A status report for a terminal. */
final class StatusText {
  /** The first lines of a long list show what is wrong. {@code --json} shows all. */
  private static final int MAX_LINES = 20;

  private final StatusReport report;
  private final Ansi ansi;

  StatusText(StatusReport report, Ansi ansi) {
    this.report = report;
    this.ansi = ansi;
  }

  void print(PrintWriter out) {
    out.println(ansi.string("@|bold Status at " + report.fleet().at() + "|@"));
    out.println();
    Table table =
        new Table(
            "SOURCE",
            "NAME",
            "STATE",
            "PROTECTION",
            "PLANS",
            "NEWEST GOOD SET",
            "AGE",
            "TARGET",
            "LONGEST GAP",
            "POINTS",
            "GIB");
    report.fleet().sources().forEach(source -> table.row(row(source)));
    table.print(out, "");
    out.println();
    String counts =
        report.fleet().counts().entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey().words())
            .collect(Collectors.joining(", "));
    out.println("Sources: " + (counts.isEmpty() ? "none" : counts));
    list(out, "Volumes in no good set", volumes(SourceStatus::unprotected), volume -> volume);
    list(out, "Volumes that plans leave out", volumes(SourceStatus::leftOut), volume -> volume);
    list(
        out,
        "Sets that are not good",
        report.fleet().notGood(),
        set -> "%s %s: %s".formatted(set.source(), seconds(set.time()), set.reason()));
    list(
        out,
        "Snapshots of plans that belong to no set",
        report.fleet().strays(),
        stray -> "%s: %s".formatted(stray.snapshotId(), stray.reason()));
    others(out);
    report.prunes().forEach(prune -> print(out, prune));
    report.whatIf().ifPresent(other -> print(out, other));
    out.println();
    report.fleet().notes().forEach(note -> out.println("Note: " + note));
  }

  private static String[] row(SourceStatus source) {
    return new String[] {
      source.source(),
      source.name().orElse("-"),
      source.state(),
      source.protection().words(),
      source.plans().isEmpty() ? "-" : String.join(",", source.plans()),
      source.newest().map(newest -> seconds(newest.time())).orElse("-"),
      source.age().map(StatusText::words).orElse("-"),
      source.target().map(StatusText::words).orElse("-"),
      source.longestGap().map(StatusText::words).orElse("-"),
      Integer.toString(source.restorePoints()),
      Long.toString(source.gib())
    };
  }

  private List<String> volumes(Function<SourceStatus, List<String>> kind) {
    return report.fleet().sources().stream()
        .filter(source -> !kind.apply(source).isEmpty())
        .map(source -> source.source() + ": " + String.join(" ", kind.apply(source)))
        .toList();
  }

  private static <T> void list(
      PrintWriter out, String heading, List<T> items, Function<T, String> line) {
    if (items.isEmpty()) {
      return;
    }
    out.println();
    out.println(heading + ":");
    items.stream().limit(MAX_LINES).forEach(item -> out.println("  " + line.apply(item)));
    if (items.size() > MAX_LINES) {
      out.printf("  and %d more, which --json and --html show%n", items.size() - MAX_LINES);
    }
  }

  private void others(PrintWriter out) {
    FleetReport.Others others = report.fleet().others();
    if (others.ofRestores() + others.ofOthers() > 0) {
      out.println();
      out.printf(
          "Other snapshots: %d of restores, %d that this product did not create, %d of them without"
              + " a volume or image in this account%n",
          others.ofRestores(), others.ofOthers(), others.unused().size());
    }
  }

  private static void print(PrintWriter out, PrunePreview prune) {
    out.println();
    out.printf(
        "A prune of %s would delete %d of %s and hold back %d%n",
        prune.plan(),
        prune.deletions().size(),
        Quantity.of(prune.sets(), "set"),
        prune.lines().size() - prune.deletions().size());
    prune.stopReason().ifPresent(reason -> out.println("  It would stop: " + reason));
  }

  private static void print(PrintWriter out, WhatIf other) {
    out.println();
    out.println("With the other rules for " + other.plan() + ":");
    out.printf(
        "  lost:    %s that the current rules keep%n", Quantity.of(other.lost().size(), "set"));
    out.printf(
        "  gained:  %s that the current rules delete%n", Quantity.of(other.gained().size(), "set"));
    out.println("  a prune frees " + freed(other.other()));
    out.println(
        other.presentKnown()
            ? "  under the current rules, it frees " + freed(other.present())
            : "  the current rules are not known: specify them with --plan");
    other.stopReason().ifPresent(reason -> out.println("  It would stop: " + reason));
    list(
        out,
        "Sets lost",
        other.lost(),
        line -> "%s %s: %s".formatted(line.source(), seconds(line.time()), line.reason()));
    list(
        out,
        "Sets gained",
        other.gained(),
        line -> "%s %s".formatted(line.source(), seconds(line.time())));
  }

  private static String freed(WhatIf.Freed freed) {
    return freed
            .bytes()
            .map(bytes -> "%s, measured on a copy of the world".formatted(mib(bytes)))
            .orElseGet(
                () ->
                    "at most %s, the sizes of the volumes, usually far less"
                        .formatted(mib(freed.mostBytes())))
        + " ("
        + Quantity.of(freed.sets(), "set")
        + ")";
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** In the two largest units: {@code 3 d 4 h}, {@code 26 h}, {@code 12 min}. */
  static String words(Duration duration) {
    long minutes = duration.toMinutes();
    if (minutes < 60) {
      return minutes + " min";
    }
    if (minutes < 48 * 60) {
      return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    long hours = minutes / 60;
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }
}
