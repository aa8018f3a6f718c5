package ebsbackup.verify;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sources that have a set on whose damage a person has to decide. */
final class DamagedSource {
  private DamagedSource() {}

  /**
   * A problem for each source: the evidence, and the newest set that was found sound.
   *
   * @param lines of the run
   * @param sets of the plan, as they are now
   */
  static List<SetProblem> of(List<VolumeLine> lines, List<SnapshotSet> sets) {
    Map<String, List<SnapshotSet>> bySource =
        sets.stream()
            .collect(
                Collectors.groupingBy(
                    set -> set.tags().source(), TreeMap::new, Collectors.toList()));
    Map<String, SetProblem> problems = new LinkedHashMap<>();
    for (VolumeLine line : lines) {
      if (line.damaged()) {
        String source = line.set().source();
        problems.putIfAbsent(source, found(lines, line.set(), clean(bySource.get(source))));
      }
    }
    bySource.forEach(
        (source, ofSource) ->
            Verification.undecidedDamage(ofSource)
                .ifPresent(
                    set -> problems.putIfAbsent(source, recorded(source, set, clean(ofSource)))));
    return List.copyOf(problems.values());
  }

  private static SetProblem found(List<VolumeLine> lines, SetRef set, String clean) {
    List<VolumeLine> damaged =
        lines.stream().filter(line -> line.damaged() && line.set().equals(set)).toList();
    return new SetProblem(
        set.source(),
        "damaged in the set of %s: %s; %s"
            .formatted(set.startTime(), damaged.getFirst().reason(), clean),
        damaged.stream().map(VolumeLine::volumeId).toList());
  }

  private static SetProblem recorded(String source, SnapshotSet set, String clean) {
    return new SetProblem(
        source,
        "the set of %s is still undecided: %s; %s"
            .formatted(
                set.startTime(), set.verification().map(Verification::text).orElse(""), clean),
        List.of());
  }

  private static String clean(List<SnapshotSet> ofSource) {
    return Optional.ofNullable(ofSource)
        .flatMap(Verification::newestSound)
        .map(set -> "the newest sound set is of run " + set.tags().run())
        .orElse("no set is known to be sound");
  }
}
