package ebsbackup.status;

import ebsbackup.watch.FleetReport;
import java.util.List;
import java.util.Optional;

/**
 * How well an account is protected at one moment, and what prunes would do.
 *
 * @param prunes what a prune would do now, of every plan whose rules are known
 * @param whatIf what other rules would change
 */
public record StatusReport(FleetReport fleet, List<PrunePreview> prunes, Optional<WhatIf> whatIf) {

  public StatusReport {
    prunes = List.copyOf(prunes);
  }
}
