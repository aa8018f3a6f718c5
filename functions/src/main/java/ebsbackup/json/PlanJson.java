package ebsbackup.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import ebsbackup.ebs.InvalidInputException;
import ebsbackup.plan.Exclusion;
import ebsbackup.plan.Keep;
import ebsbackup.plan.Plan;
import ebsbackup.plan.Pruning;
import ebsbackup.plan.Selection;
import ebsbackup.plan.Slot;
import ebsbackup.plan.SnapshotLabels;
import ebsbackup.plan.Span;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plan as people write it. */
final class PlanJson {
  private PlanJson() {}

  /**
   * Reads a plan.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static Plan read(JsonElement element) {
    StrictObject in = new StrictObject("", element);
    Map<String, String> tags = in.textMap("tags").orElse(Map.of());
    Plan plan =
        new Plan(
            in.requiredText("plan"),
            selection(in.object("select").orElseThrow(() -> in.missing("select", "an object"))),
            in.object("exclude").map(PlanJson::exclusion).orElse(Exclusion.NOTHING),
            in.text("description"),
            tags,
            SnapshotLabels.of(in.text("name"), in.texts("copyTags").orElse(List.of()), tags),
            in.object("keep").map(PlanJson::keep),
            in.duration("deadline").orElse(Plan.DEFAULT_DEADLINE),
            in.instant("scheduledTime"),
            pruning(in));
    in.end();
    return plan;
  }

  private static Selection selection(StrictObject in) {
    boolean tags = in.has("tags");
    boolean instanceIds = in.has("instanceIds");
    boolean volumeIds = in.has("volumeIds");
    in.end();
    int forms = (tags ? 1 : 0) + (instanceIds ? 1 : 0) + (volumeIds ? 1 : 0);
    if (forms != 1) {
      throw new InvalidInputException(
          "select",
          forms == 0 ? "none of them" : forms + " of them",
          "exactly one of tags, instanceIds and volumeIds");
    }
    if (tags) {
      return new Selection.ByTags(in.textsMap("tags").orElseThrow());
    }
    return instanceIds
        ? new Selection.ByInstanceIds(in.texts("instanceIds").orElseThrow())
        : new Selection.ByVolumeIds(in.texts("volumeIds").orElseThrow());
  }

  private static Exclusion exclusion(StrictObject in) {
    Exclusion exclusion =
        new Exclusion(
            in.flag("bootVolume").orElse(false), in.textsMap("volumeTags").orElse(Map.of()));
    in.end();
    return exclusion;
  }

  private static Keep keep(StrictObject in) {
    Map<Slot, Integer> counts = new EnumMap<>(Slot.class);
    Map<Slot, Span> within = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      in.wholeNumber(slot.rule()).ifPresent(count -> counts.put(slot, count));
      span(in, slot.withinRule()).ifPresent(span -> within.put(slot, span));
    }
    int last = in.wholeNumber("last").orElse(0);
    Optional<Span> all = span(in, "within");
    // Before the rules are judged: a misspelt rule is named, rather than missed.
    in.end();
    return new Keep(last, all, counts, within);
  }

  private static Optional<Span> span(StrictObject in, String field) {
    return in.text(field).map(text -> Span.parse(in.at(field), text));
  }

  /** Its fields stand beside the plan's others: that they are one value here is our business. */
  private static Pruning pruning(StrictObject in) {
    return new Pruning(
        in.text("timeZone").map(PlanJson::timeZone).orElse(Pruning.DEFAULT.timeZone()),
        in.wholeNumber("maxDeletions"),
        in.duration("grace").orElse(Pruning.DEFAULT_GRACE),
        in.instant("keepUntil"),
        in.flag("dryRun").orElse(false),
        in.flag("estimate").orElse(false));
  }

  private static ZoneId timeZone(String text) {
    // An offset such as +02:00 has no summer time, and a zone in short, such as CET, no clear
    // place.
    if (!text.equals("UTC")
        && !(text.contains("/") && ZoneId.getAvailableZoneIds().contains(text))) {
      throw new InvalidInputException(
          "timeZone", '"' + text + '"', "UTC or a time zone such as Europe/Vienna");
    }
    return ZoneId.of(text);
  }

  /** Writes a plan so that {@link #read} gives an equal one. */
  static JsonElement write(Plan plan, JsonSerializationContext context) {
    JsonObject out = new JsonObject();
    out.addProperty("plan", plan.name());
    JsonObject select = new JsonObject();
    switch (plan.select()) {
      case Selection.ByTags by -> select.add("tags", context.serialize(by.tags()));
      case Selection.ByInstanceIds by ->
          select.add("instanceIds", context.serialize(by.instanceIds()));
      case Selection.ByVolumeIds by -> select.add("volumeIds", context.serialize(by.volumeIds()));
    }
    out.add("select", select);
    JsonObject exclude = new JsonObject();
    exclude.addProperty("bootVolume", plan.exclude().bootVolume());
    exclude.add("volumeTags", context.serialize(plan.exclude().volumeTags()));
    out.add("exclude", exclude);
    plan.description().ifPresent(text -> out.addProperty("description", text));
    out.add("tags", context.serialize(plan.tags()));
    out.addProperty("name", plan.labels().name().text());
    out.add("copyTags", context.serialize(plan.labels().copied().keys()));
    plan.keep().ifPresent(keep -> out.add("keep", keep(keep)));
    out.addProperty("deadline", plan.deadline().toString());
    plan.scheduledTime()
        .map(Instant::toString)
        .ifPresent(time -> out.addProperty("scheduledTime", time));
    Pruning pruning = plan.pruning();
    out.addProperty("timeZone", pruning.timeZone().getId());
    pruning.maxDeletions().ifPresent(most -> out.addProperty("maxDeletions", most));
    out.addProperty("grace", pruning.grace().toString());
    pruning.keepUntil().ifPresent(time -> out.addProperty("keepUntil", time.toString()));
    out.addProperty("dryRun", pruning.dryRun());
    out.addProperty("estimate", pruning.estimate());
    return out;
  }

  private static JsonObject keep(Keep keep) {
    JsonObject out = new JsonObject();
    out.addProperty("last", keep.last());
    for (Slot slot : Slot.values()) {
      out.addProperty(slot.rule(), keep.count(slot));
    }
    keep.within().ifPresent(span -> out.addProperty("within", span.toString()));
    for (Slot slot : Slot.values()) {
      if (keep.withinSlots().containsKey(slot)) {
        out.addProperty(slot.withinRule(), keep.withinSlots().get(slot).toString());
      }
    }
    return out;
  }
}
