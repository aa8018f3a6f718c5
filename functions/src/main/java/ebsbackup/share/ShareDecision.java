package ebsbackup.share;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.Plan;
import ebsbackup.request.Share;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which sets of a plan to share, and which accounts to withdraw them from. It covers the next part
 * of the sets, which fits into the payload of a state.
 *
 * @param work the sets to change, oldest first
 * @param cursor where the next part begins; absent on the last part
 * @param already the number of sets that are already shared as planned
 * @param withoutSettings the number of sets whose description omits the settings of the volumes
 * @param problems sets that cannot be shared at all
 * @param users the accounts that get sets encrypted with each key, by key
 */
public record ShareDecision(
    List<SetSharing> work,
    Optional<String> cursor,
    int already,
    int withoutSettings,
    List<SetProblem> problems,
    Map<String, Set<String>> users) {

  /**
   * A part ends with the set that exceeds this. Together with a plan and the progress, it stays
   * below the 256 KiB of a state.
   */
  private static final int MAX_BYTES = 60_000;

  public ShareDecision {
    work = List.copyOf(work);
    problems = List.copyOf(problems);
    // Sorted, so it is always reported in the same order.
    users = Collections.unmodifiableMap(new TreeMap<>(users));
  }

  /**
   * The facts about the sets and the accounts that have them.
   *
   * @param sets all sets of the plan
   * @param shared the ids of the plan's snapshots that each account has, by account
   * @param keys what AWS KMS reports about the keys of the snapshots
   */
  public record Facts(
      List<SnapshotSet> sets, Map<String, Set<String>> shared, Map<String, KeyLookup> keys) {
    public Facts {
      sets = List.copyOf(sets);
      shared = Map.copyOf(shared);
      keys = Map.copyOf(keys);
    }

    private Set<String> ofAccount(String account) {
      return shared.getOrDefault(account, Set.of());
    }
  }

  /** Every account that a set of the plan may be shared with, according to the sets' own tags. */
  public static List<String> accountsOf(List<SnapshotSet> sets) {
    return sets.stream().flatMap(set -> allowed(set).stream()).distinct().sorted().toList();
  }

  /** The accounts that the set's own tag names. */
  private static List<String> allowed(SnapshotSet set) {
    return set.snapshots().stream()
        .flatMap(snapshot -> Optional.ofNullable(snapshot.tags().get(SetTags.SHARE_WITH)).stream())
        .findFirst()
        .map(accounts -> List.of(accounts.split(" ", -1)))
        .orElse(List.of());
  }

  /** The accounts of the plan that should have the set now. */
  private static List<String> wanted(Plan plan, SnapshotSet set, Instant now) {
    return plan.share()
        .filter(share -> set.good() && isInTime(share, plan, set, now))
        .map(share -> allowed(set).stream().filter(share.accounts()::contains).toList())
        .orElse(List.of());
  }

  private static boolean isInTime(Share share, Plan plan, SnapshotSet set, Instant now) {
    return set.startTime().isAfter(share.time().before(now.atZone(plan.pruning().timeZone())));
  }

  /**
   * Decides on the sets after a cursor.
   *
   * @param cursor absent for the first part
   */
  public static ShareDecision of(Plan plan, Facts facts, Instant now, Optional<String> cursor) {
    List<SnapshotSet> sets =
        facts.sets.stream()
            .sorted(Comparator.comparing(set -> set.ref().position()))
            .filter(set -> cursor.isEmpty() || set.ref().position().compareTo(cursor.get()) > 0)
            .toList();
    List<SetSharing> work = new ArrayList<>();
    List<SetProblem> problems = new ArrayList<>();
    Optional<String> last = cursor;
    int already = 0;
    int withoutSettings = 0;
    int bytes = 0;
    Map<String, Set<String>> users = new TreeMap<>();
    for (SnapshotSet set : sets) {
      if (bytes > MAX_BYTES) {
        return new ShareDecision(work, last, already, withoutSettings, problems, users);
      }
      SetDecision decision = decide(plan, facts, set, now);
      bytes += decision.change.map(SetSharing::jsonBytes).orElse(0);
      decision.change.ifPresent(work::add);
      decision.problem.ifPresent(problems::add);
      already += decision.already ? 1 : 0;
      withoutSettings += decision.withoutSettings ? 1 : 0;
      decision.users.forEach(
          (key, accounts) -> users.computeIfAbsent(key, k -> new TreeSet<>()).addAll(accounts));
      last = Optional.of(set.ref().position());
    }
    return new ShareDecision(work, Optional.empty(), already, withoutSettings, problems, users);
  }

  private record SetDecision(
      Optional<SetSharing> change,
      boolean already,
      boolean withoutSettings,
      Optional<SetProblem> problem,
      Map<String, List<String>> users) {}

  private static SetDecision decide(Plan plan, Facts facts, SnapshotSet set, Instant now) {
    List<String> wanted = wanted(plan, set, now);
    List<String> lost =
        allowed(set).stream()
            .filter(account -> !wanted.contains(account))
            .filter(account -> ids(set).stream().anyMatch(facts.ofAccount(account)::contains))
            .toList();
    boolean complete =
        wanted.stream().allMatch(account -> facts.ofAccount(account).containsAll(ids(set)));
    Optional<String> objection = complete ? Optional.empty() : objection(facts, set);
    List<String> added = complete || objection.isPresent() ? List.of() : wanted;
    return new SetDecision(
        added.isEmpty() && lost.isEmpty()
            ? Optional.empty()
            : Optional.of(SetSharing.of(set.ref(), ids(set), added, lost)),
        complete && !wanted.isEmpty(),
        !wanted.isEmpty()
            && objection.isEmpty()
            && described(set).filter(d -> d.members().isEmpty()).isPresent(),
        objection.map(why -> new SetProblem(set.tags().source(), why, List.of())),
        wanted.isEmpty() || objection.isPresent()
            ? Map.of()
            : set.snapshots().stream()
                .flatMap(snapshot -> snapshot.kmsKeyId().stream())
                .distinct()
                .collect(Collectors.toMap(key -> key, key -> wanted)));
  }

  /** Why the set cannot be shared, as far as this can be known without asking EC2. */
  private static Optional<String> objection(Facts facts, SnapshotSet set) {
    for (Snapshot snapshot : set.snapshots()) {
      KeyLookup key =
          snapshot
              .kmsKeyId()
              .map(id -> facts.keys.getOrDefault(id, new KeyLookup.Missing()))
              .orElseGet(KeyLookup.Missing::new);
      if (key instanceof KeyLookup.Found found && found.managedByAws()) {
        return Optional.of(
            ("the set of %s is not shared: %s of %s is encrypted under the AWS managed key %s;"
                    + " expected no encryption or a customer managed key")
                .formatted(
                    set.startTime(), snapshot.snapshotId(), snapshot.volumeId(), found.arn()));
      }
    }
    return described(set).isPresent()
        ? Optional.empty()
        : Optional.of(
            "the set of %s is not shared: another account could not tell from the description of %s which set it belongs to"
                .formatted(set.startTime(), set.snapshots().getFirst().snapshotId()));
  }

  /** The description that another account will read. */
  private static Optional<SetDescription.Described> described(SnapshotSet set) {
    List<String> descriptions =
        set.snapshots().stream().map(Snapshot::description).distinct().toList();
    return descriptions.size() == 1
        ? SetDescription.read(
            descriptions.getFirst(), set.snapshots().stream().map(Snapshot::volumeId).toList())
        : Optional.empty();
  }

  private static List<String> ids(SnapshotSet set) {
    return set.snapshots().stream().map(Snapshot::snapshotId).toList();
  }
}
