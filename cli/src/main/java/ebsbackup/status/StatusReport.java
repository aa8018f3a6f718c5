package ebsbackup.status;

import ebsbackup.watch.FleetReport;
import ebsbackup.watch.Protection;
import ebsbackup.watch.SourceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well an account is protected at one moment.
 *
 * @param at the moment
 * @param from where the time begins that gaps are looked for in
 * @param counts how many sources are protected how well
 * @param sources the worst first
 * @param notGood sets that are not good, the newest first
 * @param strays snapshots with a plan's tag that belong to no set
 * @param others snapshots that this product's plans did not make
 * @param prunes what a prune would do now, of every plan whose rules are known
 * @param whatIf what other rules would change
 * @param notes what the figures do not prove
 */
public record StatusReport(
    Instant at,
    Instant from,
    Map<Protection, Integer> counts,
    List<SourceStatus> sources,
    List<FleetReport.BadSet> notGood,
    List<FleetReport.Stray> strays,
    FleetReport.Others others,
    List<PrunePreview> prunes,
    Optional<WhatIf> whatIf,
    List<String> notes) {

  public StatusReport {
    sources = List.copyOf(sources);
    notGood = List.copyOf(notGood);
    strays = List.copyOf(strays);
    prunes = List.copyOf(prunes);
    notes = List.copyOf(notes);
  }

  /**
   * The whole report.
   *
   * @param fleet what holds for all plans
   */
  public static StatusReport of(
      FleetReport fleet, List<PrunePreview> prunes, Optional<WhatIf> whatIf) {
    return new StatusReport(
        fleet.at(),
        fleet.from(),
        fleet.counts(),
        fleet.sources(),
        fleet.notGood(),
        fleet.strays(),
        fleet.others(),
        prunes,
        whatIf,
        fleet.notes());
  }
}
