package ebsbackup.status;

import static ebsbackup.watch.FleetPage.minute;
import static ebsbackup.watch.FleetPage.text;

import ebsbackup.json.JsonStream;
import ebsbackup.watch.FleetPage;
import ebsbackup.watch.FleetStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The HTML page of a status report: how well the account is protected, and what prunes would do.
 */
public final class StatusPage {
  /** The index of no source. */
  private static final int UNKNOWN = -1;

  private final StatusReport report;
  private final FleetPage page;
  private final Map<String, Integer> sourceIndex = new HashMap<>();
  private final Map<String, Integer> reasonIndex = new LinkedHashMap<>();

  /**
   * Creates the page of a report.
   *
   * @param status knows the restore points of each source
   * @param past whether the report is about a past moment
   */
  public StatusPage(StatusReport report, FleetStatus status, boolean past) {
    this.report = report;
    page = new FleetPage(report.fleet(), status, past);
    report
        .fleet()
        .sources()
        .forEach(source -> sourceIndex.put(source.source(), sourceIndex.size()));
  }

  /** Returns the page as HTML. */
  public String html() throws IOException {
    return page.html(this::write);
  }

  private void write(JsonStream json) throws IOException {
    prunes(json);
    if (report.whatIf().isPresent()) {
      whatIf(json, report.whatIf().get());
    }
    json.name("reasons").beginArray();
    for (String reason : reasonIndex.keySet()) {
      json.value(reason);
    }
    json.endArray();
  }

  private void prunes(JsonStream json) throws IOException {
    json.name("prunes").beginArray();
    for (PrunePreview prune : report.prunes()) {
      json.beginObject().name("plan").value(prune.plan()).name("sets").value(prune.sets());
      text(json, "stop", prune.stopReason());
      int deletions = prune.deletions().size();
      json.name("deletions").value(deletions).name("held").value(prune.lines().size() - deletions);
      json.name("lines").beginArray();
      for (Map.Entry<Integer, List<PrunePreview.Line>> source :
          prune.lines().stream()
              .filter(line -> index(line) != UNKNOWN)
              .collect(Collectors.groupingBy(this::index, TreeMap::new, Collectors.toList()))
              .entrySet()) {
        json.beginArray().value(source.getKey());
        lines(json, source.getValue());
        json.endArray();
      }
      json.endArray().endObject();
    }
    json.endArray();
  }

  /** Writes each time as the difference from the previous one, in minutes. */
  private void lines(JsonStream json, List<PrunePreview.Line> lines) throws IOException {
    long last = 0;
    json.beginArray();
    for (PrunePreview.Line line : lines) {
      json.beginArray().value(minute(line.time()) - last);
      last = minute(line.time());
      json.value(line.verdict().name()).value(reason(line)).endArray();
    }
    json.endArray();
  }

  private void whatIf(JsonStream json, WhatIf other) throws IOException {
    json.name("whatIf").beginObject().name("plan").value(other.plan());
    json.name("presentKnown").value(other.presentKnown());
    json.name("present").any(other.present());
    json.name("other").any(other.other());
    text(json, "stop", other.stopReason());
    lines(json, "lost", other.lost());
    lines(json, "gained", other.gained());
    json.endObject();
  }

  private void lines(JsonStream json, String name, List<PrunePreview.Line> lines)
      throws IOException {
    json.name(name).beginArray();
    for (PrunePreview.Line line : lines) {
      json.beginArray().value(index(line)).value(minute(line.time())).value(reason(line));
      json.endArray();
    }
    json.endArray();
  }

  /** A prune is decided on a later read, which may find a source that the page does not show. */
  private int index(PrunePreview.Line line) {
    return sourceIndex.getOrDefault(line.source(), UNKNOWN);
  }

  private int reason(PrunePreview.Line line) {
    return reasonIndex.computeIfAbsent(line.reason(), text -> reasonIndex.size());
  }
}
