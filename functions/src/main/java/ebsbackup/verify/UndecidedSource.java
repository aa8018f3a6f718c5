package ebsbackup.verify;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SourceVerdicts;
import ebsbackup.ebs.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source with a set that a person has to decide on.
 *
 * @param damaged whether the set is damaged; otherwise it is suspect
 * @param problem the evidence, and the newest set that was found sound
 */
record UndecidedSource(boolean damaged, SetProblem problem) {

  /**
   * One entry per source.
   *
   * @param lines the volume lines of the run
   * @param sets the current sets of the plan
   */
  static List<UndecidedSource> of(List<VolumeLine> lines, List<SnapshotSet> sets) {
    Map<String, SourceVerdicts> bySource = SourceVerdicts.bySource(sets);
    Map<String, UndecidedSource> undecided = new LinkedHashMap<>();
    for (VolumeLine line : lines) {
      if (line.alarming()) {
        String source = line.set().source();
        undecided.putIfAbsent(
            source, found(lines, line, clean(Optional.ofNullable(bySource.get(source)))));
      }
    }
    bySource.forEach(
        (source, verdicts) ->
            verdicts
                .undecided()
                .ifPresent(
                    set ->
                        undecided.putIfAbsent(
                            source, recorded(source, set, clean(Optional.of(verdicts))))));
    return List.copyOf(undecided.values());
  }

  private static UndecidedSource found(List<VolumeLine> lines, VolumeLine first, String clean) {
    SetRef set = first.set();
    List<VolumeLine> same =
        lines.stream()
            .filter(line -> line.verdict().equals(first.verdict()) && line.set().equals(set))
            .toList();
    return new UndecidedSource(
        first.damaged(),
        new SetProblem(
            set.source(),
            "%s in the set of %s; %s: %s"
                .formatted(first.verdict(), set.startTime(), clean, first.reason()),
            same.stream().map(VolumeLine::volumeId).toList()));
  }

  private static UndecidedSource recorded(String source, SnapshotSet set, String clean) {
    Optional<Verification> verdict = set.verification();
    return new UndecidedSource(
        verdict.filter(Verification::damaged).isPresent(),
        new SetProblem(
            source,
            "the set of %s is still undecided; %s: %s"
                .formatted(set.startTime(), clean, verdict.map(Verification::text).orElse("")),
            List.of()));
  }

  private static String clean(Optional<SourceVerdicts> verdicts) {
    return verdicts
        .flatMap(SourceVerdicts::newestSound)
        .map(set -> "the newest sound set is from run " + set.tags().run())
        .orElse("no set is known to be sound");
  }
}
