package ebsbackup.conformance.mutants;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Which tests a mutant meets first: those that have killed others like it, and the quick ones. */
final class Order {
  private static final long MAX_MILLIS = 6_000;

  private final List<String> tests;
  private final Map<Integer, Long> millis = new HashMap<>();
  private final Map<String, Integer> kills = new HashMap<>();
  private final Map<String, List<Integer>> byFile = new HashMap<>();
  private final Map<ClassMutant.Line, Set<Integer>> byLine = new HashMap<>();

  Order(List<String> tests) {
    this.tests = tests;
  }

  private List<Integer> judgesOf(String file) {
    return byFile.computeIfAbsent(
        file,
        mutated ->
            IntStream.range(0, tests.size())
                .filter(test -> Judges.judges(tests.get(test), mutated))
                .boxed()
                .toList());
  }

  private Collection<Integer> judgesOf(Mutant mutant) {
    return switch (mutant) {
      case DeployedMutant deployed -> judgesOf(deployed.file());
      case ClassMutant ofClass -> byLine.getOrDefault(ofClass.line(), Set.of());
    };
  }

  /** The tests that judge these mutants, as far as is known before they have run. */
  List<Integer> judgesOf(List<Mutant> mutants) {
    if (mutants.stream().anyMatch(ClassMutant.class::isInstance)) {
      return IntStream.range(0, tests.size()).boxed().toList();
    }
    return mutants.stream()
        .map(Mutant::row)
        .distinct()
        .flatMap(file -> judgesOf(file).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Notes which lines a test runs. */
  synchronized void covers(int test, List<ClassMutant.Line> lines) {
    lines.forEach(line -> byLine.computeIfAbsent(line, l -> new LinkedHashSet<>()).add(test));
  }

  /** How long a test takes, at least. */
  synchronized long millis(int test) {
    return millis.getOrDefault(test, 0L);
  }

  /** A JVM that is warm runs a test faster: the shortest time counts. */
  synchronized void record(List<Integer> tests, List<Long> times) {
    for (int i = 0; i < times.size(); i++) {
      millis.merge(tests.get(i), times.get(i), Math::min);
    }
  }

  synchronized List<Integer> of(Mutant mutant) {
    Map<Integer, Double> worth = new HashMap<>();
    Map<String, Integer> likeness = mutant.likeness();
    for (int test : judgesOf(mutant)) {
      double hope = mutant instanceof ClassMutant && isStory(test) ? 0.0004 : 0.02;
      for (Map.Entry<String, Integer> key : likeness.entrySet()) {
        hope += key.getValue() * kills.getOrDefault(test + key.getKey(), 0);
      }
      worth.put(test, hope / (millis.get(test) + 2));
    }
    List<Integer> sorted =
        worth.keySet().stream()
            .sorted(
                Comparator.comparingDouble((Integer test) -> -worth.get(test))
                    .thenComparing(t -> t))
            .toList();
    return mutant instanceof ClassMutant ? affordable(sorted) : sorted;
  }

  /** A unit test of a handler is written for it, and a JVM that is not warm measures it as slow. */
  private boolean isStory(int test) {
    return tests.get(test).contains("[class:ebsbackup.workflow.");
  }

  /** Hundreds of stories run a line of a handler. If the first do not notice a change, few do. */
  private List<Integer> affordable(List<Integer> sorted) {
    List<Integer> first = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < sorted.size() && sum < MAX_MILLIS; i++) {
      first.add(sorted.get(i));
      sum += millis.get(sorted.get(i));
    }
    return first;
  }

  /** Notes which test killed a mutant, and says its class. */
  synchronized String killed(Mutant mutant, int test) {
    if (test < 0) {
      return "time limit";
    }
    for (String key : mutant.likeness().keySet()) {
      kills.merge(test + key, 1, Integer::sum);
    }
    return tests.get(test).replaceAll(".*class:([^\\]]*)\\]/.*", "$1").replaceAll(".*\\.", "")
        + tests.get(test).replaceAll(".*(method|test-template|property):([^(\\]]*).*", ".$2");
  }
}
