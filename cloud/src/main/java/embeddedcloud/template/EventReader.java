package embeddedcloud.template;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads schedules and event rules. */
final class EventReader {
  private final Resources resources;

  EventReader(Resources resources) {
    this.resources = resources;
  }

  Schedule schedule(String logicalId, Section properties) {
    properties.refuse(Set.of("StartDate", "EndDate"));
    String name = resources.name(logicalId);
    Section target = properties.section("Target");
    Section retry = target.section("RetryPolicy");
    return new Schedule(
        logicalId,
        name,
        resources.scheduleArn(properties.text("GroupName").orElse("default"), name),
        properties.requiredText("ScheduleExpression"),
        zone(properties),
        enabled(properties),
        window(properties.section("FlexibleTimeWindow")),
        target.requiredText("Arn"),
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
    properties.refuse(Set.of("ScheduleExpression", "EventBusName"));
    List<EventRule.Target> targets = new ArrayList<>();
    for (Section target : properties.sectionList("Targets")) {
      target.refuse(Set.of("InputPath", "InputTransformer"));
      targets.add(
          new EventRule.Target(
              target.requiredText("Arn"),
              target.text("Input"),
              target.section("DeadLetterConfig").text("Arn")));
    }
    String name = resources.name(logicalId);
    return new EventRule(
        logicalId,
        name,
        resources.ruleArn(name),
        enabled(properties),
        EventPattern.of(
            properties
                .get("EventPattern")
                .orElseThrow(() -> properties.wrong("EventPattern", "missing")),
            properties.at("EventPattern")),
        targets);
  }
}
