package ebsbackup.conformance.mutants;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a run, in Markdown. */
record Summary(
    List<Mutant> mutants,
    List<Integer> chosen,
    Map<Integer, String> killers,
    List<Integer> survivors,
    Reviewed reviewed) {

  String text() {
    StringBuilder text =
        new StringBuilder(
            """
            | file or package | mutants | killed | reviewed | survived |
            | --- | ---: | ---: | ---: | ---: |
            """);
    for (String file : chosen.stream().map(i -> mutants.get(i).row()).distinct().toList()) {
      long all = chosen.stream().filter(i -> mutants.get(i).row().equals(file)).count();
      List<Integer> left =
          survivors.stream().filter(i -> mutants.get(i).row().equals(file)).toList();
      long known =
          left.stream().filter(i -> reviewed.names().contains(mutants.get(i).name())).count();
      text.append(
          "| `%s` | %d | %d | %d | %d |\n"
              .formatted(file, all, all - left.size(), known, left.size() - known));
    }
    Map<String, Integer> byClass = new TreeMap<>();
    killers
        .values()
        .forEach(killer -> byClass.merge(killer.replaceAll("\\..*", ""), 1, Integer::sum));
    text.append("\n| test | killed first |\n| --- | ---: |\n");
    byClass.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(e -> text.append("| `%s` | %d |\n".formatted(e.getKey(), e.getValue())));
    return text.toString();
  }
}
