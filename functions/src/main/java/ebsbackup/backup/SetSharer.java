package ebsbackup.backup;

import ebsbackup.aws.KmsKeys;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.SnapshotShares;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.KeyAccess;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.KeyPolicy;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import ebsbackup.share.KeyReport;
import ebsbackup.share.ShareDecision;
import ebsbackup.share.SharePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Finds out which accounts have the sets of a plan and can use their keys, and changes the sharing.
 */
final class SetSharer {
  /**
   * Time for one call that hangs and for the response. With less time left, the rest is returned.
   */
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(60);

  private final Json json = new Json();
  private final SnapshotReader snapshots;
  private final SnapshotShares shares;
  private final KmsKeys kms;

  SetSharer(Wiring wiring) {
    snapshots = wiring.snapshots();
    shares = wiring.snapshotShares();
    kms = wiring.kmsKeys();
  }

  /** The facts that decide which accounts get the sets of the plan. */
  ShareDecision.Facts facts(Plan plan) {
    List<SnapshotSet> sets = SnapshotSets.of(snapshots.ofPlan(plan.name()).snapshots()).sets();
    Map<String, Set<String>> shared = new LinkedHashMap<>();
    for (String account : ShareDecision.accountsOf(sets)) {
      shared.put(account, snapshots.idsSharedWith(account, plan.name()));
    }
    List<String> keys =
        sets.stream()
            .flatMap(set -> set.snapshots().stream())
            .flatMap(snapshot -> snapshot.kmsKeyId().stream())
            .toList();
    return new ShareDecision.Facts(sets, shared, kms.byNames(keys));
  }

  /** Reports for each key of shared sets whether the accounts can use it. */
  List<KeyReport> keyReports(ShareDecision.Facts facts, ShareDecision decision) {
    List<KeyReport> reports = new ArrayList<>();
    decision
        .users()
        .forEach(
            (key, accounts) -> {
              Function<String, KeyAccess> access = access(key, facts.keys().get(key));
              accounts.forEach(a -> reports.add(KeyReport.of(key, a, access.apply(a))));
            });
    return reports;
  }

  private Function<String, KeyAccess> access(String kmsKeyId, KeyLookup lookup) {
    if (lookup instanceof KeyLookup.Found found && found.problem().isPresent()) {
      return account -> new KeyAccess.Unknown("the key " + found.problem().get());
    }
    try {
      return json.read(kms.policy(kmsKeyId), KeyPolicy.class)::accessOf;
    } catch (AwsCallException | InvalidInputException e) {
      // Only a report: sharing does not depend on it.
      return account -> new KeyAccess.Unknown(String.valueOf(e.getMessage()));
    }
  }

  /** Makes the calls of a page, as long as there is time. */
  void apply(SharePage page, IntSupplier millisLeft) {
    while (page.hasNext()) {
      if (millisLeft.getAsInt() < TIME_TO_ANSWER.toMillis()) {
        page.leave();
      } else {
        callNext(page);
      }
    }
  }

  private void callNext(SharePage page) {
    try {
      switch (page.next()) {
        case SharePage.Call.Share share -> {
          shares.share(share.snapshotId(), share.accounts());
          page.changed();
        }
        case SharePage.Call.Withdraw withdraw -> {
          shares.withdraw(withdraw.snapshotId(), withdraw.accounts());
          page.changed();
        }
        case SharePage.Call.ReadBack read -> {
          SnapshotShares.Permissions found = shares.of(read.snapshotId());
          page.found(found.accounts(), found.everyone());
        }
      }
    } catch (AwsCallException e) {
      page.failed(e);
    }
  }
}
