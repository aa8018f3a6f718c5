package ebsbackup.conformance.flows;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A way that a definition offers: a rule or the default of a Choice, an entry of a Retry or Catch.
 * Read from the definition's JSON alone, not from what our interpreter makes of it.
 *
 * @param which "Choices[0]", "Default", "Retry[0]" or "Catch[0]"
 */
record Branch(String workflow, String state, String which) {

  /** All that a definition has. */
  static Stream<Branch> of(String workflow, String definition) {
    return states(definition).entrySet().stream()
        .flatMap(
            state -> {
              Map<?, ?> fields = (Map<?, ?>) state.getValue();
              List<String> found = new ArrayList<>();
              for (String list : List.of("Choices", "Retry", "Catch")) {
                int size = fields.get(list) instanceof List<?> entries ? entries.size() : 0;
                IntStream.range(0, size).forEach(i -> found.add(list + "[" + i + "]"));
              }
              if (fields.containsKey("Default")) {
                found.add("Default");
              }
              return found.stream()
                  .map(which -> new Branch(workflow, (String) state.getKey(), which));
            });
  }

  private static Map<?, ?> states(String definition) {
    return (Map<?, ?>) ((Map<?, ?>) Json.parse(definition)).get("States");
  }

  /** Those that one stay in a state took: every retry counts that had to decide on an error. */
  static Stream<Branch> taken(String workflow, String definition, Visit visit) {
    Map<?, ?> fields = (Map<?, ?>) states(definition).get(visit.state());
    List<String> taken = new ArrayList<>();
    visit.errors().forEach(error -> taken.addAll(first("Retry", fields, error)));
    if (visit.caught()) {
      taken.addAll(first("Catch", fields, visit.errors().getLast()));
    }
    if (fields.get("Choices") instanceof List<?> rules) {
      taken.add(chosen(rules, visit));
    }
    return taken.stream().map(which -> new Branch(workflow, visit.state(), which));
  }

  /** The first entry that names the error. */
  private static List<String> first(String list, Map<?, ?> fields, String error) {
    if (fields.get(list) instanceof List<?> entries) {
      for (int i = 0; i < entries.size(); i++) {
        List<?> names = (List<?>) ((Map<?, ?>) entries.get(i)).get("ErrorEquals");
        if (names.contains(error) || names.contains("States.ALL")) {
          return List.of(list + "[" + i + "]");
        }
      }
    }
    return List.of();
  }

  /** Where two rules lead to one state, the state entered next does not tell which it was. */
  private static String chosen(List<?> rules, Visit visit) {
    for (int i = 0; i < rules.size(); i++) {
      String condition = (String) ((Map<?, ?>) rules.get(i)).get("Condition");
      if (Evaluation.ours(condition, visit.states(), visit.variables())
          .equals(new Evaluation.Value(true))) {
        return "Choices[" + i + "]";
      }
    }
    return "Default";
  }
}
