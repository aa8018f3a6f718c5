package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyLock;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import java.util.Map;

/** Reads copy plans as users write them. */
final class CopyPlanJson {
  private static final String FROM = "from";

  private static final Shape SHAPE =
      Shape.of(
              "plan",
              "kmsKeyId",
              "completeWithin",
              "tags",
              "rpo",
              "scheduledTime",
              "timeZone",
              "maxDeletions",
              "grace",
              "dryRun")
          .with(FROM, Shape.of("account", "region", "plan"))
          .with("lock", Shape.of("mode", "for", "coolOff", "irrevocable"))
          .with("keep", PlanJson.keepShape());

  private CopyPlanJson() {}

  /** Whether the document is a copy plan and not a plan: it then says where its sets come from. */
  static boolean isCopyPlan(JsonElement element) {
    return element.isJsonObject() && element.getAsJsonObject().has(FROM);
  }

  /**
   * Reads a copy plan.
   *
   * @throws InvalidInputException if fields are unknown, all of which it names, or a field is
   *     invalid
   */
  static CopyPlan read(JsonElement element) {
    StrictObject in = new StrictObject(element, SHAPE);
    return new CopyPlan(
        in.requiredText("plan"),
        in.object(FROM).map(CopyPlanJson::source).orElseThrow(() -> in.missing(FROM, "an object")),
        in.requiredText("kmsKeyId"),
        in.duration("completeWithin"),
        in.object("lock").map(CopyPlanJson::lock),
        in.object("keep")
            .map(PlanJson::keep)
            .orElseThrow(() -> in.missing("keep", "the rules by which copies are kept")),
        in.textMap("tags").orElse(Map.of()),
        in.instant("scheduledTime"),
        PlanJson.pruningOfCopies(in),
        in.duration("rpo"));
  }

  private static CopySource source(StrictObject in) {
    return new CopySource(in.text("account"), in.requiredText("region"), in.requiredText("plan"));
  }

  private static CopyLock lock(StrictObject in) {
    return new CopyLock(
        CopyLock.Mode.of(in.requiredText("mode")),
        PlanJson.span(in, "for")
            .orElseThrow(() -> in.missing("for", "an ISO-8601 span such as P30D")),
        in.duration("coolOff"),
        in.flag("irrevocable").orElse(false));
  }
}
