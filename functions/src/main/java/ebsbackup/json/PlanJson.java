package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Exclusion;
import ebsbackup.request.Gone;
import ebsbackup.request.Keep;
import ebsbackup.request.Plan;
import ebsbackup.request.Pruning;
import ebsbackup.request.Selection;
import ebsbackup.request.Share;
import ebsbackup.request.SnapshotLabels;
import ebsbackup.request.Span;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads plans as users write them. */
final class PlanJson {
  private static final String DRY_RUN = "dryRun";
  private static final String GONE_LAST_SET_TOO = "goneLastSetToo";

  private static final Shape SHAPE =
      Shape.of(
              "plan",
              "description",
              "tags",
              "name",
              "copyTags",
              "deadline",
              "rpo",
              "scheduledTime",
              "timeZone",
              "maxDeletions",
              "grace",
              "keepUntil",
              DRY_RUN,
              "estimate")
          .with("select", Shape.of("tags", "instanceIds", "volumeIds", "volumeTags"))
          .with("exclude", Shape.of("bootVolume", "volumeTags"))
          .with("keep", keepShape())
          .with("share", Shape.of("accounts", "for"))
          .with("verify", Shape.of("maxRequests", "manifest", "maxManifestRequests"));

  private PlanJson() {}

  static Shape keepShape() {
    return Shape.of(
        Stream.concat(
                Stream.of("last", "within", "goneAfter", GONE_LAST_SET_TOO),
                Stream.of(CalendarPeriod.values())
                    .flatMap(slot -> Stream.of(slot.rule(), slot.withinRule())))
            .toArray(String[]::new));
  }

  /**
   * Reads a plan; a copy plan becomes the plan that prunes its copies.
   *
   * @throws InvalidInputException if fields are unknown, all of which it names, or a field is
   *     invalid
   */
  static Plan read(JsonElement element) {
    if (CopyPlanJson.isCopyPlan(element)) {
      return CopyPlanJson.read(element).asPlan();
    }
    StrictObject in = new StrictObject(element, SHAPE);
    Map<String, String> tags = in.textMap("tags").orElse(Map.of());
    return new Plan(
        in.requiredText("plan"),
        selection(in.object("select").orElseThrow(() -> in.missing("select", "an object"))),
        in.object("exclude").map(PlanJson::exclusion).orElse(Exclusion.NOTHING),
        in.text("description"),
        tags,
        SnapshotLabels.of(in.text("name"), in.texts("copyTags").orElse(List.of()), tags),
        in.object("keep").map(PlanJson::keep),
        in.duration("deadline").orElse(Plan.DEFAULT_DEADLINE),
        in.instant("scheduledTime"),
        pruning(in),
        in.object("share").map(PlanJson::share),
        in.object("verify").map(verify -> VerifyRequestJson.read(in.requiredText("plan"), verify)),
        in.duration("rpo"));
  }

  private static Selection selection(StrictObject in) {
    List<Selection> forms =
        Stream.of(
                in.textsMap("tags").map(Selection.ByTags::new),
                in.textsMap("volumeTags").map(Selection.ByVolumeTags::new),
                in.texts("instanceIds").map(Selection.ByInstanceIds::new),
                in.texts("volumeIds").map(Selection.ByVolumeIds::new))
            .flatMap(Optional<? extends Selection>::stream)
            .collect(Collectors.toList());
    if (forms.size() != 1) {
      throw new InvalidInputException(
          "select",
          forms.isEmpty() ? "none" : forms.size() + " of them",
          "exactly one of tags, volumeTags, instanceIds and volumeIds");
    }
    return forms.getFirst();
  }

  private static Exclusion exclusion(StrictObject in) {
    return new Exclusion(
        in.flag("bootVolume").orElse(false), in.textsMap("volumeTags").orElse(Map.of()));
  }

  private static Share share(StrictObject in) {
    return new Share(
        in.texts("accounts").orElseThrow(() -> in.missing("accounts", "a list of account ids")),
        span(in, "for").orElseThrow(() -> in.missing("for", "an ISO-8601 span such as P7D")));
  }

  static Keep keep(StrictObject in) {
    Map<CalendarPeriod, Integer> counts = new EnumMap<>(CalendarPeriod.class);
    Map<CalendarPeriod, Span> within = new EnumMap<>(CalendarPeriod.class);
    for (CalendarPeriod slot : CalendarPeriod.values()) {
      in.wholeNumber(slot.rule()).ifPresent(count -> counts.put(slot, count));
      span(in, slot.withinRule()).ifPresent(span -> within.put(slot, span));
    }
    int last = in.wholeNumber("last").orElse(0);
    return new Keep(last, span(in, "within"), counts, within, gone(in));
  }

  private static Optional<Gone> gone(StrictObject in) {
    Optional<Boolean> lastSetToo = in.flag(GONE_LAST_SET_TOO);
    Optional<Span> after = span(in, "goneAfter");
    if (after.isEmpty() && lastSetToo.isPresent()) {
      throw new InvalidInputException(
          in.at(GONE_LAST_SET_TOO),
          lastSetToo.get().toString(),
          "this field only with keep.goneAfter");
    }
    return after.map(span -> new Gone(span, lastSetToo.orElse(false)));
  }

  static Optional<Span> span(StrictObject in, String field) {
    return in.text(field).map(text -> Span.parse(in.at(field), text));
  }

  /** In a plan these are top-level fields; this code keeps them as one value. */
  private static Pruning pruning(StrictObject in) {
    return new Pruning(
        zone(in),
        in.wholeNumber("maxDeletions"),
        grace(in),
        in.instant("keepUntil"),
        in.flag(DRY_RUN).orElse(false),
        in.flag("estimate").orElse(false));
  }

  /** A copy plan has no manual run, and the blocks of copies cannot be compared. */
  static Pruning pruningOfCopies(StrictObject in) {
    return new Pruning(
        zone(in),
        in.wholeNumber("maxDeletions"),
        grace(in),
        Optional.empty(),
        in.flag(DRY_RUN).orElse(false),
        false);
  }

  private static ZoneId zone(StrictObject in) {
    return in.text("timeZone").map(PlanJson::timeZone).orElse(Pruning.DEFAULT.timeZone());
  }

  private static Duration grace(StrictObject in) {
    return in.duration("grace").orElse(Pruning.DEFAULT_GRACE);
  }

  private static ZoneId timeZone(String text) {
    // An offset like +02:00 has no daylight saving time, and a short name like CET is ambiguous.
    if (!text.equals("UTC")
        && !(text.contains("/") && ZoneId.getAvailableZoneIds().contains(text))) {
      throw new InvalidInputException(
          "timeZone", '"' + text + '"', "UTC or a time zone such as Europe/Vienna");
    }
    return ZoneId.of(text);
  }
}
