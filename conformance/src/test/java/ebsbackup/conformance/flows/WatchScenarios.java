package ebsbackup.conformance.flows;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measurements that go every way through their definition. */
final class WatchScenarios {
  private WatchScenarios() {}

  static List<Scenario> all() {
    Scenario plain = watch("of a new set", "\"rpo\": \"PT26H\"", FlowWorld::backedUp);
    return Stream.of(
            Stream.of(plain),
            plain.withFaultsOf("MeasureProtection"),
            plain.withFaultsOf("MakePage"),
            Stream.of(
                watch("of a set that is too old", "\"rpo\": \"PT1M\"", FlowWorld::backedUp),
                watch("without a target", "", world -> {}),
                watch(
                    "of an hour without a page",
                    "\"rpo\": \"PT26H\", \"scheduledTime\": \"2026-03-01T03:00:00Z\"",
                    FlowWorld::backedUp),
                watch(
                    "whose page is refused once",
                    "\"rpo\": \"PT26H\"",
                    world -> world.backedUp().cloud.s3().deny(1)),
                watch(
                    "whose page is refused for good",
                    "\"rpo\": \"PT26H\"",
                    world -> world.backedUp().cloud.s3().deny(7)),
                watch(
                    "of a set that is too old, without its page",
                    "\"rpo\": \"PT1M\"",
                    world -> world.backedUp().cloud.s3().deny(7)),
                watch(
                    "whose metrics are throttled once",
                    "\"rpo\": \"PT26H\"",
                    world -> world.backedUp().cloud.cloudWatch().throttle(1)),
                watch(
                    "whose metrics are throttled for good",
                    "\"rpo\": \"PT26H\"",
                    world -> world.backedUp().cloud.cloudWatch().throttle(7))))
        .flatMap(scenarios -> scenarios)
        .toList();
  }

  private static Scenario watch(String name, String fields, Consumer<FlowWorld> given) {
    return Scenario.of(name, "watch", given, world -> FlowWorld.plan(fields));
  }
}
