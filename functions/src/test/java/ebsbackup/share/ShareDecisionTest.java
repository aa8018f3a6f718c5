package ebsbackup.share;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.snapshot;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareDecisionTest {
  private static final String VAULT = "111122223333";
  private static final String SECOND = "444455556666";
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/k";
  private static final Plan WEEK = plan("P7D", VAULT);

  private final Map<String, Set<String>> shared = new HashMap<>();
  private final Map<String, KeyLookup> keys = new HashMap<>();

  private static Plan plan(String time, String... accounts) {
    return new Json()
        .read(
            ("{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}},"
                    + " \"share\": {\"accounts\": %s, \"for\": \"%s\"}}")
                .formatted(new Json().write(List.of(accounts)), time),
            Plan.class);
  }

  /** A set of some volumes, made by a plan that named the accounts. */
  private static SnapshotSet set(
      String source, Instant time, String accounts, Optional<String> key, String... states) {
    List<Member> members =
        IntStream.range(0, states.length)
            .mapToObj(
                i ->
                    new Member(
                        volumeId(i),
                        Optional.of("/dev/sd" + (char) ('f' + i)),
                        gp3(8),
                        true,
                        Map.of()))
            .toList();
    SetTags tags = new SetTags("daily", "daily/" + time, source, members);
    Map<String, String> all = new TreeMap<>(tags.toTags(Map.of()));
    if (!accounts.isEmpty()) {
      all.put(SetTags.SHARE_WITH, accounts);
    }
    String description = SetDescription.write(tags, time, Optional.empty());
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      snapshots.add(
          SnapshotBuilder.like(snapshot(volumeId(i), time, states[i], all))
              .id("snap-%s-%d-%d".formatted(source, time.getEpochSecond(), i))
              .description(description)
              .encrypted(key.isPresent(), key.orElse(""))
              .build());
    }
    return SnapshotSets.of(snapshots).sets().getFirst();
  }

  private static SnapshotSet good(String source, Instant time) {
    return set(source, time, VAULT, Optional.empty(), "completed", "completed");
  }

  private static List<String> ids(SnapshotSet set) {
    return set.snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  private void has(String account, List<String> ids) {
    shared.computeIfAbsent(account, a -> new HashSet<>()).addAll(ids);
  }

  private ShareDecision decide(Plan plan, Instant now, SnapshotSet... sets) {
    return ShareDecision.of(
        plan, new ShareDecision.Facts(List.of(sets), shared, keys), now, Optional.empty());
  }

  @Test
  void aGoodSetInTime_isShared() {
    SnapshotSet set = good("i-1", NIGHT);

    ShareDecision decision = decide(WEEK, NIGHT.plusSeconds(60), set);

    assertThat(decision.work())
        .containsExactly(SetSharing.of(set.ref(), ids(set), List.of(VAULT), List.of()));
    assertThat(decision.already()).isZero();
    assertThat(decision.cursor()).isEmpty();
    assertThat(decision.problems()).isEmpty();
    assertThat(decision.withoutSettings()).isZero();
  }

  @Test
  void aSetThatIsShared_countsAsSuch() {
    SnapshotSet set = good("i-1", NIGHT);
    has(VAULT, ids(set));

    ShareDecision decision = decide(WEEK, NIGHT, set);

    assertThat(decision.work()).isEmpty();
    assertThat(decision.already()).isEqualTo(1);
  }

  @Test
  void aSetOfWhichAPartIsShared_isShared() {
    SnapshotSet set = good("i-1", NIGHT);
    has(VAULT, List.of(ids(set).getFirst()));

    assertThat(decide(WEEK, NIGHT, set).work()).hasSize(1);
    assertThat(decide(WEEK, NIGHT, set).already()).isZero();
  }

  @Test
  void aSetThatOnlyOneOfTwoAccountsHas_isShared() {
    SnapshotSet set = set("i-1", NIGHT, VAULT + " " + SECOND, Optional.empty(), "completed");
    has(VAULT, ids(set));

    assertThat(decide(plan("P7D", VAULT, SECOND), NIGHT, set).work())
        .containsExactly(SetSharing.of(set.ref(), ids(set), List.of(VAULT, SECOND), List.of()));
  }

  @Test
  void itsTime_endsToTheMoment() {
    SnapshotSet set = good("i-1", NIGHT);
    has(VAULT, ids(set));
    Instant end = NIGHT.plus(Duration.ofDays(7));

    assertThat(decide(WEEK, end.minusMillis(1), set).work()).isEmpty();
    assertThat(decide(WEEK, end, set).work())
        .containsExactly(SetSharing.of(set.ref(), ids(set), List.of(), List.of(VAULT)));
    assertThat(decide(WEEK, end, set).already()).isZero();
  }

  @Test
  void aSetPastItsTime_thatNoAccountHas_isLeftAlone() {
    assertThat(decide(WEEK, NIGHT.plus(Duration.ofDays(30)), good("i-1", NIGHT)).work()).isEmpty();
  }

  @Test
  void aSetThatIsNotGood_isNotShared_andIsWithdrawn() {
    for (String state : List.of("pending", "error", "recoverable")) {
      SnapshotSet set = set("i-1", NIGHT, VAULT, Optional.empty(), "completed", state);
      assertThat(decide(WEEK, NIGHT, set).work()).as(state).isEmpty();
    }
    SnapshotSet broken = set("i-1", NIGHT, VAULT, Optional.empty(), "completed", "error");
    has(VAULT, List.of(ids(broken).getFirst()));

    assertThat(decide(WEEK, NIGHT, broken).work().getFirst().withdrawn()).containsExactly(VAULT);
  }

  @Test
  void aSetIsNeverSharedWithAnAccount_thatItsTagDoesNotName() {
    SnapshotSet untagged = set("i-1", NIGHT, "", Optional.empty(), "completed");
    SnapshotSet another = set("i-2", NIGHT, SECOND, Optional.empty(), "completed");

    assertThat(decide(WEEK, NIGHT, untagged, another).work()).isEmpty();
    assertThat(decide(plan("P7D", VAULT, SECOND), NIGHT, untagged, another).work())
        .singleElement()
        .satisfies(work -> assertThat(work.accounts()).containsExactly(SECOND));
  }

  @Test
  void anAccountThatThePlanDropped_losesTheSet_andTheOtherGetsIt() {
    SnapshotSet set = set("i-1", NIGHT, VAULT + " " + SECOND, Optional.empty(), "completed");
    has(SECOND, ids(set));

    assertThat(decide(WEEK, NIGHT, set).work())
        .containsExactly(SetSharing.of(set.ref(), ids(set), List.of(VAULT), List.of(SECOND)));
  }

  @Test
  void anAccountThatHasOnlyTheLastSnapshot_losesTheSetToo() {
    SnapshotSet set = good("i-1", NIGHT);
    has(VAULT, List.of(ids(set).getLast()));

    assertThat(decide(plan("P7D", SECOND), NIGHT, set).work())
        .containsExactly(SetSharing.of(set.ref(), ids(set), List.of(), List.of(VAULT)));
  }

  @Test
  void aSetWhoseFirstSnapshotLostItsTag_canStillBeWithdrawn() {
    SnapshotSet set = good("i-1", NIGHT);
    Map<String, String> tags = new HashMap<>(set.snapshots().getFirst().tags());
    tags.remove(SetTags.SHARE_WITH);
    SnapshotSet edited =
        new SnapshotSet(
            set.tags(),
            set.startTime(),
            List.of(
                SnapshotBuilder.like(set.snapshots().getFirst()).tags(tags).build(),
                set.snapshots().getLast()));
    has(VAULT, ids(edited));

    assertThat(ShareDecision.accountsOf(List.of(edited))).containsExactly(VAULT);
    assertThat(decide(plan("P7D", SECOND), NIGHT, edited).work())
        .containsExactly(SetSharing.of(set.ref(), ids(set), List.of(), List.of(VAULT)));
  }

  @Test
  void accountsOf_areThoseOfAllSets_onceEach() {
    assertThat(
            ShareDecision.accountsOf(
                List.of(
                    set("i-1", NIGHT, SECOND, Optional.empty(), "completed"),
                    set("i-2", NIGHT, SECOND + " " + VAULT, Optional.empty(), "completed"),
                    set("i-3", NIGHT, "", Optional.empty(), "completed"))))
        .containsExactly(VAULT, SECOND);
  }

  @Test
  void aSetUnderAKeyOfAws_isAProblem_andNotShared() {
    keys.put(KEY, key(true));
    SnapshotSet set = set("i-1", NIGHT, VAULT, Optional.of(KEY), "completed");

    ShareDecision decision = decide(WEEK, NIGHT, set, good("i-2", NIGHT));

    assertThat(decision.problems()).extracting(SetProblem::source).containsExactly("i-1");
    assertThat(decision.problems().getFirst().reason())
        .isEqualTo(
            "the set of %s is not shared: %s of %s is encrypted under the AWS managed key %s; expected no encryption or a customer managed key"
                .formatted(NIGHT, ids(set).getFirst(), volumeId(0), KEY));
    assertThat(decision.work()).extracting(work -> work.set().source()).containsExactly("i-2");
    assertThat(decision.users()).isEmpty();
    keys.put(KEY, key(false));
    assertThat(decide(WEEK, NIGHT, set).work()).as("under a customer managed key").hasSize(1);
  }

  @Test
  void theKeysOfSharedSets_areNamedWithTheirUsers() {
    keys.put(KEY, key(false));
    SnapshotSet added = set("i-1", NIGHT, VAULT, Optional.of(KEY), "completed");
    SnapshotSet there = set("i-2", NIGHT, VAULT + " " + SECOND, Optional.of(KEY), "completed");
    SnapshotSet old =
        set("i-3", NIGHT.minusSeconds(9_999_999), VAULT, Optional.of("other"), "completed");
    has(VAULT, ids(there));
    has(SECOND, ids(there));

    assertThat(decide(plan("P7D", VAULT, SECOND), NIGHT, added, there, old).users())
        .isEqualTo(Map.of(KEY, Set.of(VAULT, SECOND)));
  }

  @Test
  void everyKeyOfASet_isNamedWithItsUsers() {
    SnapshotSet set = set("i-1", NIGHT, VAULT, Optional.of(KEY), "completed", "completed");
    SnapshotSet underTwoKeys =
        new SnapshotSet(
            set.tags(),
            set.startTime(),
            List.of(
                set.snapshots().getFirst(),
                SnapshotBuilder.like(set.snapshots().getLast()).encrypted(true, "other").build()));

    assertThat(decide(WEEK, NIGHT, underTwoKeys).users())
        .isEqualTo(Map.of(KEY, Set.of(VAULT), "other", Set.of(VAULT)));
    assertThat(decide(WEEK, NIGHT, set).users())
        .as("of two snapshots under one key")
        .isEqualTo(Map.of(KEY, Set.of(VAULT)));
  }

  @Test
  void aKeyThatCannotBeLookedAt_isNoObjection() {
    keys.put(KEY, new KeyLookup.Unchecked("no"));

    assertThat(decide(WEEK, NIGHT, set("i-1", NIGHT, VAULT, Optional.of(KEY), "completed")).work())
        .hasSize(1);
  }

  private static KeyLookup key(boolean managedByAws) {
    return new KeyLookup.Found(
        KEY, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Optional.empty(), managedByAws);
  }

  @Test
  void aSetWithAnotherDescription_isAProblem() {
    SnapshotSet set = good("i-1", NIGHT);
    SnapshotSet edited =
        new SnapshotSet(
            set.tags(),
            set.startTime(),
            set.snapshots().stream().map(s -> described(s, "nightly")).toList());

    ShareDecision decision = decide(WEEK, NIGHT, edited);

    assertThat(decision.work()).isEmpty();
    assertThat(decision.problems().getFirst().reason())
        .isEqualTo(
            "the set of %s is not shared: another account could not tell from the description of %s which set it belongs to"
                .formatted(NIGHT, ids(set).getFirst()));
    SnapshotSet partly =
        new SnapshotSet(
            set.tags(),
            set.startTime(),
            List.of(set.snapshots().getFirst(), described(set.snapshots().getLast(), "nightly")));
    assertThat(decide(WEEK, NIGHT, partly).problems()).hasSize(1);
    has(VAULT, ids(edited));
    assertThat(decide(WEEK, NIGHT, edited).problems()).as("it is shared already").isEmpty();
    assertThat(decide(WEEK, NIGHT, edited).already()).isEqualTo(1);
  }

  private static Snapshot described(Snapshot s, String description) {
    return SnapshotBuilder.like(s).description(description).build();
  }

  @Test
  void aSetWithTooManyVolumesForItsDescription_isCounted() {
    String[] states = new String[100];
    Arrays.fill(states, "completed");

    ShareDecision decision =
        decide(WEEK, NIGHT, set("i-1", NIGHT, VAULT, Optional.empty(), states));

    assertThat(decision.withoutSettings()).isEqualTo(1);
    assertThat(decision.work()).hasSize(1);
    assertThat(
            decide(
                    WEEK,
                    NIGHT.plus(Duration.ofDays(30)),
                    set("i-1", NIGHT, VAULT, Optional.empty(), states))
                .withoutSettings())
        .as("sets that are not to be shared")
        .isZero();
    SnapshotSet underAwsKey = set("i-1", NIGHT, VAULT, Optional.of(KEY), states);
    keys.put(KEY, key(true));
    assertThat(decide(WEEK, NIGHT, underAwsKey).withoutSettings())
        .as("sets that cannot be shared")
        .isZero();
  }

  @Test
  void aPartEnds_withTheSetThatExceedsItsLimit() {
    SnapshotSet good = good("i-1", NIGHT);
    // The size of a set as JSON depends on the length of its run.
    int rest = 600 - SetSharing.of(good.ref(), ids(good), List.of(VAULT), List.of()).jsonBytes();
    SetTags tags =
        new SetTags("daily", good.tags().run() + "r".repeat(rest), "i-1", good.tags().members());
    SnapshotSet of600 = new SnapshotSet(tags, NIGHT, good.snapshots());
    SnapshotSet[] sets = Collections.nCopies(102, of600).toArray(SnapshotSet[]::new);

    assertThat(decide(WEEK, NIGHT, sets).work()).hasSize(101);
  }

  @Test
  void manySets_comeInParts_theOldestFirst_eachOnce() {
    List<SnapshotSet> sets =
        IntStream.range(0, 500)
            .mapToObj(i -> good("i-%03d".formatted(i), NIGHT.plusSeconds(500 - i)))
            .toList();
    ids(sets.getLast()).forEach(id -> has(VAULT, List.of(id)));
    ShareDecision.Facts facts = new ShareDecision.Facts(sets, shared, keys);
    List<SetSharing> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int already = 0;
    int parts = 0;
    do {
      ShareDecision part = ShareDecision.of(WEEK, facts, NIGHT.plusSeconds(900), cursor);
      assertThat(part.work()).isNotEmpty();
      assertThat(new Json().write(part.work()).length()).isLessThan(70_000);
      all.addAll(part.work());
      already += part.already();
      cursor = part.cursor();
      parts++;
    } while (cursor.isPresent());

    assertThat(parts).isBetween(2, 10);
    assertThat(already).isEqualTo(1);
    assertThat(all).hasSize(499).doesNotHaveDuplicates();
    assertThat(all).extracting(work -> work.set().startTime()).isSorted();
  }
}
