package ebsbackup.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a seed decides before anything runs. Leaving out events gives a smaller scenario.
 *
 * @param seed the seed for the cloud's ids, jitter and windows
 * @param page the most items on a page of an EC2 describe call; 0 for EC2's own limits
 * @param lag how long subsequent calls do not see a new resource
 * @param schedule the deployed plan, which selects by a tag
 * @param scheduleExpression when the schedule runs, in {@code scheduleTimeZone}
 * @param manual a second plan, which people start themselves
 * @param events the events, sorted by time
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

    /** The input of an execution, without its selection. */
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

  /** The four kinds of selections. */
  enum Kind {
    TAGS,
    VOLUME_TAGS,
    INSTANCE_IDS,
    VOLUME_IDS
  }

  /**
   * What a plan selects.
   *
   * @param key the key of the tag, if the selection is by tag
   */
  record Selection(Kind kind, String key, String value) {
    Map<String, List<String>> tag() {
      return Map.of(key, List.of(value));
    }
  }

  /** The parameters of the deployed template. */
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
