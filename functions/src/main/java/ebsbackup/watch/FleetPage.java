package ebsbackup.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebsbackup.json.JsonStream;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A report as one self-contained page: markup, style and script from resources, and the data as
 * compressed JSON, which the script displays. Times in the data are minutes since 1970, and
 * durations are in minutes.
 */
public final class FleetPage {
  private final FleetReport report;
  private final FleetStatus status;
  private final boolean past;
  private final Map<String, List<FleetReport.BadSet>> notGood = new HashMap<>();

  /** What a page shows in addition to the report. */
  @FunctionalInterface
  public interface Addition {
    /** Adds nothing. */
    Addition NONE =
        json -> {
          json.name("prunes").beginArray().endArray();
          json.name("reasons").beginArray().endArray();
        };

    /** Writes members of the object that the script reads. */
    void write(JsonStream json) throws IOException;
  }

  /**
   * Creates a page.
   *
   * @param status provides the restore points of each source
   * @param past whether the report is about a time in the past
   */
  public FleetPage(FleetReport report, FleetStatus status, boolean past) {
    this.report = report;
    this.status = status;
    this.past = past;
    report
        .notGood()
        .forEach(set -> notGood.computeIfAbsent(set.source(), s -> new ArrayList<>()).add(set));
  }

  /** The page as HTML. */
  public String html(Addition addition) throws IOException {
    return resource("page.html")
        .replace("{{css}}", resource("page.css").strip())
        .replace("{{js}}", resource("page.js").strip())
        .replace("{{data}}", data(addition));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = FleetPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("resource " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private String data(Addition addition) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonStream json =
        new JsonStream(new OutputStreamWriter(new GZIPOutputStream(bytes), UTF_8))) {
      json.beginObject();
      json.name("at").value(minute(report.at())).name("from").value(minute(report.from()));
      json.name("past").value(past);
      protections(json);
      json.name("sources").beginArray();
      for (SourceStatus source : report.sources()) {
        write(json, source);
      }
      json.endArray();
      addition.write(json);
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
      json.name("others").any(report.others());
      json.name("notes").any(report.notes());
      json.endObject();
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void protections(JsonStream json) throws IOException {
    json.name("protections").beginArray();
    for (Protection protection : Protection.values()) {
      json.beginObject().name("key").value(protection.name());
      json.name("words").value(protection.words()).endObject();
    }
    json.endArray();
  }

  private void write(JsonStream json, SourceStatus source) throws IOException {
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

  /** Writes each time as the difference from the previous one, and how long each set took. */
  private void points(JsonStream json, SourceStatus source) throws IOException {
    List<RestorePoints.Point> points =
        status.points(source.source()).stream()
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

  private static void minutes(JsonStream json, String name, Optional<Duration> duration)
      throws IOException {
    if (duration.isPresent()) {
      json.name(name).value(duration.get().toMinutes());
    }
  }

  /** Writes a member unless it is absent. */
  public static void text(JsonStream json, String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      json.name(name).value(text.get());
    }
  }

  private static void texts(JsonStream json, String name, List<String> texts) throws IOException {
    json.name(name).beginArray();
    for (String text : texts) {
      json.value(text);
    }
    json.endArray();
  }

  /** The minutes since 1970. */
  public static long minute(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), 60);
  }
}
