package ebsbackup.conformance.mutants;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Which tests a mutant meets first: those that have killed others like it, and the quick ones. */
final class Order {
  private final List<String> tests;
  private final Map<Integer, Long> millis = new HashMap<>();
  private final Map<String, Integer> kills = new HashMap<>();
  private final Map<String, List<Integer>> byFile = new HashMap<>();

  Order(List<String> tests) {
    this.tests = tests;
  }

  private List<Integer> of(String file) {
    return byFile.computeIfAbsent(
        file,
        mutated ->
            IntStream.range(0, tests.size())
                .filter(test -> Judges.judges(tests.get(test), mutated))
                .boxed()
                .toList());
  }

  /** The tests that judge the mutants of these files. */
  List<Integer> judgesOf(Set<String> files) {
    return files.stream().flatMap(file -> of(file).stream()).distinct().sorted().toList();
  }

  /** A JVM that is warm runs a test faster: the shortest time counts. */
  synchronized void record(List<Integer> tests, List<Long> times) {
    for (int i = 0; i < times.size(); i++) {
      millis.merge(tests.get(i), times.get(i), Math::min);
    }
  }

  synchronized List<Integer> of(Mutant mutant) {
    Map<Integer, Double> worth = new HashMap<>();
    Map<String, Integer> likeness = likeness(mutant);
    for (int test : of(mutant.file())) {
      double hope = 0.02;
      for (Map.Entry<String, Integer> key : likeness.entrySet()) {
        hope += key.getValue() * kills.getOrDefault(test + key.getKey(), 0);
      }
      worth.put(test, hope / (millis.get(test) + 2));
    }
    return worth.keySet().stream()
        .sorted(
            Comparator.comparingDouble((Integer test) -> -worth.get(test)).thenComparing(t -> t))
        .toList();
  }

  /** What a mutant has in common with others, and how much that says about its killer. */
  private static Map<String, Integer> likeness(Mutant mutant) {
    String place = mutant.at().replaceAll("\\d+", "");
    String change = mutant.change().replaceFirst("(as in|made) [A-Z]\\w+$", "$1 another");
    String type = mutant.section().replaceFirst(".*(?=[A-Z])", "");
    return Map.of(
        mutant.file(),
        1,
        mutant.file() + place + change,
        5,
        mutant.section(),
        20,
        mutant.section() + " " + place,
        20,
        type + place + change,
        40);
  }

  /** Notes which test killed a mutant, and says its class. */
  synchronized String killed(Mutant mutant, int test) {
    if (test < 0) {
      return "time limit";
    }
    for (String key : likeness(mutant).keySet()) {
      kills.merge(test + key, 1, Integer::sum);
    }
    return tests.get(test).replaceAll(".*class:([^\\]]*)\\]/.*", "$1").replaceAll(".*\\.", "")
        + tests.get(test).replaceAll(".*(method|test-template|property):([^(\\]]*).*", ".$2");
  }
}
