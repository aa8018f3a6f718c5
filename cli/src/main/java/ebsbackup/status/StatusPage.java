package ebsbackup.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import ebsbackup.json.Json;
import ebsbackup.watch.FleetReport;
import ebsbackup.watch.FleetStatus;
import ebsbackup.watch.Protection;
import ebsbackup.watch.RestorePoints;
import ebsbackup.watch.SourceStatus;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * A status report as one page that needs nothing else: markup, style and script from resources, and
 * the data as compressed JSON, which the script draws. Times in it are minutes since 1970, and
 * durations are minutes.
 */
public final class StatusPage {
  private final StatusReport report;
  private final FleetStatus status;
  private final boolean past;
  private final Map<String, Integer> sourceIndex = new HashMap<>();
  private final Map<String, Integer> reasonIndex = new LinkedHashMap<>();
  private final Map<String, List<FleetReport.BadSet>> notGood = new HashMap<>();

  /**
   * Takes what is shown.
   *
   * @param status knows the restore points of each source
   * @param past whether the report is about a past moment
   */
  public StatusPage(StatusReport report, FleetStatus status, boolean past) {
    this.report = report;
    this.status = status;
    this.past = past;
    report.sources().forEach(source -> sourceIndex.put(source.source(), sourceIndex.size()));
    report
        .notGood()
        .forEach(set -> notGood.computeIfAbsent(set.source(), s -> new ArrayList<>()).add(set));
  }

  /** The page. */
  public String html() throws IOException {
    return resource("page.html")
        .replace("{{css}}", resource("page.css").strip())
        .replace("{{js}}", resource("page.js").strip())
        .replace("{{data}}", data());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("resource " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private String data() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonWriter json =
        new JsonWriter(new OutputStreamWriter(new GZIPOutputStream(bytes), UTF_8))) {
      json.beginObject();
      json.name("at").value(minute(report.at())).name("from").value(minute(report.from()));
      json.name("past").value(past);
      protections(json);
      json.name("sources").beginArray();
      for (SourceStatus source : report.sources()) {
        write(json, source);
      }
      json.endArray();
      prunes(json);
      if (report.whatIf().isPresent()) {
        whatIf(json, report.whatIf().get());
      }
      json.name("reasons").beginArray();
      for (String reason : reasonIndex.keySet()) {
        json.value(reason);
      }
      json.endArray();
      json.name("notGood").beginArray();
      for (FleetReport.BadSet set : report.notGood()) {
        json.beginObject().name("source").value(set.source()).name("run").value(set.run());
        json.name("time").value(minute(set.time())).name("reason").value(set.reason()).endObject();
      }
      json.endArray();
      json.name("strays").beginArray();
      for (FleetReport.Stray stray : report.strays()) {
        json.beginObject().name("snapshotId").value(stray.snapshotId());
        json.name("volumeId").value(stray.volumeId()).name("time").value(minute(stray.time()));
        json.name("reason").value(stray.reason()).endObject();
      }
      json.endArray();
      json.name("others").jsonValue(new Json().write(report.others()));
      json.name("notes").jsonValue(new Json().write(report.notes()));
      json.endObject();
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void protections(JsonWriter json) throws IOException {
    json.name("protections").beginArray();
    for (Protection protection : Protection.values()) {
      json.beginObject().name("key").value(protection.name());
      json.name("words").value(protection.words()).endObject();
    }
    json.endArray();
  }

  private void write(JsonWriter json, SourceStatus source) throws IOException {
    json.beginObject().name("id").value(source.source());
    text(json, "name", source.name());
    json.name("state").value(source.state()).name("protection").value(source.protection().name());
    texts(json, "plans", source.plans());
    if (source.newest().isPresent()) {
      SourceStatus.Newest newest = source.newest().get();
      json.name("newest")
          .value(minute(newest.time()))
          .name("safe")
          .value(minute(newest.safeSince()));
      json.name("run").value(newest.run());
    }
    minutes(json, "age", source.age());
    minutes(json, "target", source.target());
    minutes(json, "gap", source.longestGap());
    if (source.shareWithin().isPresent()) {
      json.name("within").value(source.shareWithin().get());
    }
    json.name("gib").value(source.gib());
    text(json, "verified", source.verified());
    texts(json, "shared", source.sharedWith());
    texts(json, "unprotected", source.unprotected());
    texts(json, "leftOut", source.leftOut());
    points(json, source);
    json.name("bad").beginArray();
    for (FleetReport.BadSet set : notGood.getOrDefault(source.source(), List.of())) {
      json.value(minute(set.time()));
    }
    json.endArray().endObject();
  }

  /** Each time as the difference from the one before, and how long each set took. */
  private void points(JsonWriter json, SourceStatus source) throws IOException {
    List<RestorePoints.Point> points =
        status.goodSets(source.source()).stream()
            .map(RestorePoints.Point::of)
            .sorted(Comparator.comparing(RestorePoints.Point::time))
            .toList();
    long last = 0;
    json.name("points").beginArray();
    for (RestorePoints.Point point : points) {
      json.value(minute(point.time()) - last);
      last = minute(point.time());
    }
    json.endArray().name("delays").beginArray();
    for (RestorePoints.Point point : points) {
      json.value(minute(point.safeSince()) - minute(point.time()));
    }
    json.endArray();
  }

  private void prunes(JsonWriter json) throws IOException {
    json.name("prunes").beginArray();
    for (PrunePreview prune : report.prunes()) {
      json.beginObject().name("plan").value(prune.plan()).name("sets").value(prune.sets());
      text(json, "stop", prune.stopReason());
      int deletions = prune.deletions().size();
      json.name("deletions").value(deletions).name("held").value(prune.lines().size() - deletions);
      json.name("lines").beginArray();
      for (Map.Entry<Integer, List<PrunePreview.Line>> source :
          prune.lines().stream()
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

  /** Each time as the difference from the one before. */
  private void lines(JsonWriter json, List<PrunePreview.Line> lines) throws IOException {
    long last = 0;
    json.beginArray();
    for (PrunePreview.Line line : lines) {
      json.beginArray().value(minute(line.time()) - last);
      last = minute(line.time());
      json.value(line.fate().name()).value(reason(line)).endArray();
    }
    json.endArray();
  }

  private void whatIf(JsonWriter json, WhatIf other) throws IOException {
    Json values = new Json();
    json.name("whatIf").beginObject().name("plan").value(other.plan());
    json.name("presentKnown").value(other.presentKnown());
    json.name("present").jsonValue(values.write(other.present()));
    json.name("other").jsonValue(values.write(other.other()));
    text(json, "stop", other.stopReason());
    lines(json, "lost", other.lost());
    lines(json, "gained", other.gained());
    json.endObject();
  }

  private void lines(JsonWriter json, String name, List<PrunePreview.Line> lines)
      throws IOException {
    json.name(name).beginArray();
    for (PrunePreview.Line line : lines) {
      json.beginArray().value(index(line)).value(minute(line.time())).value(reason(line));
      json.endArray();
    }
    json.endArray();
  }

  private int index(PrunePreview.Line line) {
    return sourceIndex.get(line.source());
  }

  private int reason(PrunePreview.Line line) {
    return reasonIndex.computeIfAbsent(line.reason(), text -> reasonIndex.size());
  }

  private static void minutes(JsonWriter json, String name, Optional<Duration> duration)
      throws IOException {
    if (duration.isPresent()) {
      json.name(name).value(duration.get().toMinutes());
    }
  }

  private static void text(JsonWriter json, String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      json.name(name).value(text.get());
    }
  }

  private static void texts(JsonWriter json, String name, List<String> texts) throws IOException {
    json.name(name).beginArray();
    for (String text : texts) {
      json.value(text);
    }
    json.endArray();
  }

  private static long minute(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), 60);
  }
}
