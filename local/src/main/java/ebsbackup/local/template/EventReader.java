package ebsbackup.local.template;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads schedules and event rules, whether resources of their own or a SAM resource's events. */
final class EventReader {
  private final Resources resources;

  EventReader(Resources resources) {
    this.resources = resources;
  }

  Schedule schedule(String logicalId, Section properties) {
    Section target = properties.section("Target");
    return schedule(
        logicalId, resources.name(logicalId), properties, target.requiredText("Arn"), target);
  }

  /** The {@code Events} of a function or state machine. */
  void read(
      String owner,
      Section properties,
      String targetArn,
      List<Schedule> schedules,
      List<EventRule> rules) {
    properties
        .section("Events")
        .sections()
        .forEach(
            (name, event) -> {
              Section own = event.section("Properties");
              String logicalId = owner + name;
              switch (event.requiredText("Type")) {
                case "ScheduleV2" ->
                    schedules.add(
                        schedule(
                            logicalId, own.text("Name").orElse(logicalId), own, targetArn, own));
                case "EventBridgeRule", "CloudWatchEvent" ->
                    rules.add(ruleOfEvent(logicalId, own, targetArn));
                default ->
                    throw event.wrong(
                        "Type",
                        event.requiredText("Type") + " is not supported by the embedded cloud");
              }
            });
  }

  /**
   * @param target where input, retries and dead letters stand: beside the target's ARN in a
   *     resource, among all else in an event
   */
  private Schedule schedule(
      String logicalId, String name, Section properties, String targetArn, Section target) {
    Section retry = target.section("RetryPolicy");
    return new Schedule(
        logicalId,
        name,
        resources.scheduleArn(properties.text("GroupName").orElse("default"), name),
        properties.requiredText("ScheduleExpression"),
        zone(properties),
        enabled(properties),
        date(properties, "StartDate"),
        date(properties, "EndDate"),
        window(properties.section("FlexibleTimeWindow")),
        targetArn,
        target.text("Input"),
        retry.number("MaximumRetryAttempts").orElse(Schedule.DEFAULT_RETRY_ATTEMPTS),
        retry
            .number("MaximumEventAgeInSeconds")
            .map(Duration::ofSeconds)
            .orElse(Schedule.DEFAULT_EVENT_AGE),
        target.section("DeadLetterConfig").text("Arn"));
  }

  private static ZoneId zone(Section properties) {
    String name = properties.text("ScheduleExpressionTimezone").orElse("UTC");
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw properties.wrong("ScheduleExpressionTimezone", "there is no time zone " + name);
    }
    return ZoneId.of(name);
  }

  private static boolean enabled(Section properties) {
    String state = properties.text("State").orElse("ENABLED");
    return switch (state) {
      case "ENABLED" -> true;
      case "DISABLED" -> false;
      default -> throw properties.wrong("State", "expected ENABLED or DISABLED, but was " + state);
    };
  }

  private static Optional<Instant> date(Section properties, String name) {
    return properties
        .text(name)
        .map(
            text -> {
              try {
                return OffsetDateTime.parse(text).toInstant();
              } catch (DateTimeException e) {
                throw properties.wrong(
                    name, "expected a time such as 2026-03-01T02:00:00Z, but was " + text);
              }
            });
  }

  private static Duration window(Section window) {
    String mode = window.text("Mode").orElse("OFF");
    return switch (mode) {
      case "OFF" -> Duration.ZERO;
      case "FLEXIBLE" -> {
        int minutes =
            window
                .number("MaximumWindowInMinutes")
                .orElseThrow(() -> window.wrong("MaximumWindowInMinutes", "missing"));
        if (minutes < 1 || minutes > 1440) {
          throw window.wrong("MaximumWindowInMinutes", "expected 1 to 1440, but was " + minutes);
        }
        yield Duration.ofMinutes(minutes);
      }
      default -> throw window.wrong("Mode", "expected OFF or FLEXIBLE, but was " + mode);
    };
  }

  EventRule rule(String logicalId, Section properties) {
    List<EventRule.Target> targets = new ArrayList<>();
    for (Section target : properties.sectionList("Targets")) {
      target.refuse(Set.of("Input", "InputPath", "InputTransformer"));
      targets.add(
          new EventRule.Target(
              target.requiredText("Arn"), target.section("DeadLetterConfig").text("Arn")));
    }
    return rule(logicalId, resources.name(logicalId), properties, "EventPattern", targets);
  }

  private EventRule ruleOfEvent(String logicalId, Section properties, String targetArn) {
    properties.refuse(Set.of("Input", "InputPath", "InputTransformer"));
    EventRule.Target target =
        new EventRule.Target(targetArn, properties.section("DeadLetterConfig").text("Arn"));
    String name = properties.text("RuleName").orElse(logicalId);
    return rule(logicalId, name, properties, "Pattern", List.of(target));
  }

  private EventRule rule(
      String logicalId,
      String name,
      Section properties,
      String pattern,
      List<EventRule.Target> targets) {
    properties.refuse(Set.of("ScheduleExpression", "EventBusName"));
    return new EventRule(
        logicalId,
        name,
        resources.ruleArn(name),
        enabled(properties),
        EventPattern.of(
            properties.get(pattern).orElseThrow(() -> properties.wrong(pattern, "missing")),
            properties.at(pattern)),
        targets);
  }
}
