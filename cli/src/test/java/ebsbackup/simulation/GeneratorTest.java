package ebsbackup.simulation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.simulation.Scenario.Plan;
import embeddedcloud.Project;
import embeddedcloud.json.Json;
import embeddedcloud.template.Schedule;
import embeddedcloud.template.Stack;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The scenarios of many seeds: what they contain, and how they are deployed. */
class GeneratorTest {
  private static final List<Scenario> SCENARIOS =
      LongStream.rangeClosed(1, 200).mapToObj(Generator::scenario).toList();

  private static Object value(RecordComponent part, Object of) {
    try {
      part.getAccessor().setAccessible(true);
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(part.toString(), e);
    }
  }

  /** The parts of a record by name. */
  private static Map<String, Object> parts(Object of) {
    Map<String, Object> parts = new LinkedHashMap<>();
    for (RecordComponent part : of.getClass().getRecordComponents()) {
      parts.put(part.getName(), value(part, of));
    }
    return parts;
  }

  /** The parts of a scenario, and those of its plans, by name. */
  private static Map<String, Object> allParts(Scenario scenario) {
    Map<String, Object> all = parts(scenario);
    all.remove("schedule");
    all.remove("manual");
    parts(scenario.schedule()).forEach((name, value) -> all.put("schedule." + name, value));
    parts(scenario.manual()).forEach((name, value) -> all.put("manual." + name, value));
    return all;
  }

  private static Set<Object> valuesOf(String part) {
    return SCENARIOS.stream().map(scenario -> allParts(scenario).get(part)).collect(toSet());
  }

  @Test
  void aSeed_alwaysGivesTheSameScenario() {
    assertThat(SCENARIOS).allSatisfy(s -> assertThat(Generator.scenario(s.seed())).isEqualTo(s));
  }

  @Test
  void everyPartOfAScenario_varies_andIsDrawnOnItsOwn() {
    List<String> names =
        allParts(SCENARIOS.getFirst()).keySet().stream()
            .filter(part -> valuesOf(part).size() > 1)
            .toList();

    assertThat(names)
        .containsAll(
            parts(SCENARIOS.getFirst().schedule()).keySet().stream()
                .map(part -> "schedule." + part)
                .toList())
        .contains("manual.select", "manual.excluded", "manual.keep", "manual.timeZone")
        .contains("region", "page", "lag", "begins", "lasts", "windowMinutes", "events")
        .contains("scheduleExpression", "scheduleTimeZone");
    for (String one : names) {
      for (String other : names.subList(names.indexOf(one) + 1, names.size())) {
        assertThat(SCENARIOS)
            .as("%s is not always %s", one, other)
            .anySatisfy(
                scenario ->
                    assertThat(allParts(scenario).get(one))
                        .isNotEqualTo(allParts(scenario).get(other)));
      }
    }
  }

  @Test
  void everyKindOfEvent_occurs_andEachOfItsPartsVaries() {
    Map<Class<?>, Set<Map<String, Object>>> events =
        SCENARIOS.stream()
            .flatMap(scenario -> scenario.events().stream())
            .collect(groupingBy(Object::getClass, mapping(GeneratorTest::parts, toSet())));

    assertThat(events.keySet()).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    events.forEach(
        (kind, occurred) -> {
          for (RecordComponent part : kind.getRecordComponents()) {
            Set<Object> values =
                occurred.stream().map(event -> event.get(part.getName())).collect(toSet());
            assertThat(values).as("%s of %s", part.getName(), kind).hasSizeGreaterThan(1);
            if (part.getType().isEnum()) {
              assertThat(values).as(kind.toString()).contains(part.getType().getEnumConstants());
            }
          }
        });
  }

  @Test
  void theEvents_areSorted_andTheFirstIsTheFirstInstance() {
    assertThat(SCENARIOS)
        .allSatisfy(
            scenario -> {
              assertThat(scenario.events()).extracting(Event::at).isSorted();
              assertThat(scenario.events())
                  .anySatisfy(
                      event -> {
                        assertThat(event).isInstanceOf(Event.Launch.class);
                        assertThat(event.at()).isEqualTo(scenario.begins());
                      });
            });
  }

  @Test
  void theDeployedSchedule_startsThePlan_asTheScenarioSays() throws IOException {
    Project project = Project.in(Path.of(".."));
    for (Scenario scenario : SCENARIOS) {
      Plan plan = scenario.schedule();
      Schedule deployed =
          project
              .template(new Stack("s", scenario.region(), "123456789012", scenario.parameters()))
              .schedules()
              .stream()
              .filter(schedule -> schedule.logicalId().equals("BackupSchedule"))
              .findFirst()
              .orElseThrow();

      assertThat(deployed.expression()).isEqualTo(scenario.scheduleExpression());
      assertThat(deployed.zone()).isEqualTo(ZoneId.of(scenario.scheduleTimeZone()));
      assertThat(deployed.flexibleWindow()).isEqualTo(Duration.ofMinutes(scenario.windowMinutes()));
      Map<String, Object> expected = plan.json();
      expected.put("select", Map.of("tags", plan.select().tag()));
      Map<Object, Object> input =
          new LinkedHashMap<>((Map<?, ?>) Json.parse(deployed.input().orElseThrow()));
      input.keySet().retainAll(expected.keySet());
      assertThat(input).as("seed %d", scenario.seed()).isEqualTo(Json.parse(Json.print(expected)));
    }
  }

  @Test
  void theDeployedPrune_mayDeleteSetsOfTheOtherPlan() {
    assertThat(SCENARIOS)
        .allSatisfy(
            scenario ->
                assertThat(scenario.parameters())
                    .containsEntry("OtherPlans", scenario.manual().name()));
  }
}
