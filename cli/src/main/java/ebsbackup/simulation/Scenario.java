package ebsbackup.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one seed decides, before anything runs. Leaving events out gives a smaller scenario.
 *
 * @param seed of the cloud's ids, jitter and windows
 * @param page the most items that a listing of EC2 has on a page; 0 for EC2's own limits
 * @param lag how long a new resource is unknown to the calls that follow
 * @param schedule the deployed plan, which selects by a tag
 * @param scheduleExpression when it runs, in {@code scheduleTimeZone}
 * @param manual a second plan, which people start
 * @param events by time
 */
record Scenario(
    long seed,
    String region,
    int page,
    Duration lag,
    Instant begins,
    Duration lasts,
    Plan schedule,
    String scheduleExpression,
    String scheduleTimeZone,
    int windowMinutes,
    Plan manual,
    List<Event> events) {

  Scenario {
    events = events.stream().sorted(Comparator.comparing(Event::at)).toList();
  }

  Scenario with(List<Event> others) {
    return new Scenario(
        seed,
        region,
        page,
        lag,
        begins,
        lasts,
        schedule,
        scheduleExpression,
        scheduleTimeZone,
        windowMinutes,
        manual,
        others);
  }

  Instant ends() {
    return begins.plus(lasts);
  }

  /**
   * A plan.
   *
   * @param excluded a tag with a value, written {@code key=value}, that leaves volumes out
   * @param keep the rules by name; {@code within} counts days
   */
  record Plan(
      String name,
      Selection select,
      boolean excludeBoot,
      String excluded,
      Map<String, Integer> keep,
      String timeZone,
      String deadline,
      boolean dryRun) {

    String excludedKey() {
      return excluded.split("=", 2)[0];
    }

    String excludedValue() {
      return excluded.split("=", 2)[1];
    }

    /** All of the input of an execution but what it selects. */
    Map<String, Object> json() {
      Map<String, Object> rules = new LinkedHashMap<>(keep);
      rules.put("within", "P%dD".formatted(keep.get("within")));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("plan", name);
      json.put(
          "exclude",
          Map.of(
              "bootVolume",
              excludeBoot,
              "volumeTags",
              Map.of(excludedKey(), List.of(excludedValue()))));
      json.put("keep", rules);
      json.put("timeZone", timeZone);
      json.put("deadline", deadline);
      json.put("dryRun", dryRun);
      return json;
    }
  }

  /** Which of the four selections a plan makes. */
  enum Kind {
    TAGS,
    VOLUME_TAGS,
    INSTANCE_IDS,
    VOLUME_IDS
  }

  /**
   * What a plan selects.
   *
   * @param key of the tag, where it is one
   */
  record Selection(Kind kind, String key, String value) {
    Map<String, List<String>> tag() {
      return Map.of(key, List.of(value));
    }
  }

  /** The parameters with which the template is deployed. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("PlanName", schedule.name());
    parameters.put("TagKey", schedule.select().key());
    parameters.put("TagValue", schedule.select().value());
    parameters.put("ExcludeBootVolume", Boolean.toString(schedule.excludeBoot()));
    parameters.put("ExcludeTagKey", schedule.excludedKey());
    parameters.put("ExcludeTagValue", schedule.excludedValue());
    parameters.put("ScheduleExpression", scheduleExpression);
    parameters.put("ScheduleTimeZone", scheduleTimeZone);
    parameters.put("FlexibleWindowMinutes", Integer.toString(windowMinutes));
    parameters.put("Deadline", schedule.deadline());
    parameters.put("PruneDryRun", Boolean.toString(schedule.dryRun()));
    parameters.put("KeepTimeZone", schedule.timeZone());
    parameters.put("OtherPlans", manual.name());
    schedule
        .keep()
        .forEach(
            (rule, count) ->
                parameters.put(
                    rule.equals("within")
                        ? "KeepWithinDays"
                        : "Keep" + Character.toUpperCase(rule.charAt(0)) + rule.substring(1),
                    Integer.toString(count)));
    return parameters;
  }
}
