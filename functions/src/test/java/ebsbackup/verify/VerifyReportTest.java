package ebsbackup.verify;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.volumeId;
import static ebsbackup.ebs.VerificationTest.verified;
import static ebsbackup.verify.SampleChecks.SOUND;
import static ebsbackup.verify.SampleChecks.SUSPECT;
import static ebsbackup.verify.SampleChecks.UNREAD;
import static ebsbackup.verify.SampleChecks.checked;
import static ebsbackup.verify.SampleChecks.damaged;
import static ebsbackup.verify.SampleChecks.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.VerifyRequest;
import ebsbackup.verify.VerifyReport.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";

  private final SnapshotSet clean = verified(0, "sound x");
  private final SnapshotSet bad = verified(1, "damaged 2026-03-02T03:00:00Z vol-1: GPT");
  private final SnapshotSet due = verified(2, "-");

  private static VerifyReport report(VerifyProgress progress, SnapshotSet... sets) {
    return report(progress, List.of(), sets);
  }

  private static VerifyReport report(
      VerifyProgress progress, List<KeyLine> keys, SnapshotSet... sets) {
    return VerifyReport.of(
        "daily",
        progress,
        List.of(sets),
        keys,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void soundSets_areASuccess() {
    VerifyReport report =
        report(
            nothing().plus(checked(clean, SOUND), Optional.empty()).plusRequests(1_000),
            clean,
            due);

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report.plan()).isEqualTo("daily");
    assertThat(report.summary())
        .isEqualTo(
            "1 set read: 1 sound, 0 unknown, 0 damaged, 0 suspect, 0 unread, with 1000 requests; 1 set without"
                + " a verdict");
    assertThat(report.counts()).isEqualTo(new VerifyReport.Counts(1, 1, 0, 0, 0, 0, 0, 1, 1_000));
    assertThat(report.cost())
        .isEqualTo(
            "1000 requests, at most 0.003000 dollars at 0.003 per 1,000; prices differ by Region");
    assertThat(report.notGood()).isEmpty();
    assertThat(report.lines()).hasSize(1);
    assertThat(report.linesOmitted()).isZero();
  }

  /** Every number differs, so none can stand in the place of another. */
  @Test
  void everyCountIsWhereItBelongs() {
    VerifyReport report =
        report(
            new VerifyProgress(101, 2, 3, 4, 5, 6, 7, List.of(), 8, Optional.of("denied")),
            clean,
            due);

    assertThat(report.counts()).isEqualTo(new VerifyReport.Counts(20, 2, 3, 4, 5, 6, 7, 1, 101));
    assertThat(report.linesOmitted()).isEqualTo(8);
    assertThat(report.summary())
        .startsWith(
            "20 sets read: 2 sound, 3 unknown, 4 damaged, 5 suspect, 6 unread, with 101 requests;"
                + " 1 set without a verdict");
  }

  @Test
  void nothingToRead_isASuccessOfItsOwn() {
    assertThat(report(nothing(), clean).status()).isEqualTo(Status.NOTHING_TO_VERIFY);
    assertThat(report(nothing(), clean, due).status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report(nothing().plus(checked(clean, SOUND), Optional.empty()), clean).status())
        .isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void aDamage_isNamedWithItsEvidence_andTheNewestSoundSet() {
    VerifyProgress progress = nothing().plus(checked(due, damaged(1, 0)), Optional.empty());

    VerifyReport report = report(progress, clean, due);

    String reason =
        "damaged in the set of %s; the newest sound set is from run r0: GPT header at byte 512: found"
                .formatted(due.startTime())
            + " 0x1, expected 0x2";
    assertThat(report.status()).isEqualTo(Status.DAMAGED);
    assertThat(report.notGood())
        .containsExactly(new SetProblem(INSTANCE_ID, reason, List.of(volumeId(0))));
    assertThat(report.summary())
        .endsWith(
            "; %s: %s; prune deletes no sets of these sources until a person decides"
                .formatted(INSTANCE_ID, reason));
    assertThat(report(progress).notGood().getFirst().reason())
        .contains("; no set is known to be sound: GPT");
  }

  @Test
  void aSuspicion_isNamedLikeADamage_andEndsUnderItsOwnName() {
    SnapshotSet recorded = verified(1, "suspect x");

    VerifyReport report =
        report(nothing().plus(checked(due, SUSPECT), Optional.empty()), clean, due);

    assertThat(report.status()).isEqualTo(Status.SUSPECT);
    assertThat(report.counts().suspect()).isEqualTo(1);
    assertThat(report.notGood())
        .containsExactly(
            new SetProblem(
                INSTANCE_ID,
                "suspect in the set of %s; the newest sound set is from run r0: much became noise"
                    .formatted(due.startTime()),
                List.of(volumeId(0))));
    assertThat(report(nothing(), clean, recorded, verified(2, "sound")).status())
        .isEqualTo(Status.SUSPECT);
    assertThat(report(nothing(), clean, recorded, verified(2, "accepted")).status())
        .isEqualTo(Status.NOTHING_TO_VERIFY);
    assertThat(report(nothing(), clean, recorded, verified(2, "damaged y")).status())
        .isEqualTo(Status.DAMAGED);
    // Even if its line does not fit in the report.
    assertThat(
            report(new VerifyProgress(1, 0, 0, 0, 1, 0, 0, List.of(), 1, Optional.empty()))
                .status())
        .isEqualTo(Status.SUSPECT);
  }

  @Test
  void everyDamagedVolumeOfASet_isNamed_andOneSetOfASource() {
    SnapshotSet two = verified(3, "-", "-", "-");
    VerifyProgress progress =
        nothing()
            .plus(checked(two, damaged(1, 0), SOUND, damaged(1, 0)), Optional.empty())
            .plus(checked(due, damaged(1, 0)), Optional.empty());

    assertThat(report(progress, bad).notGood())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.volumes()).containsExactly(volumeId(0), volumeId(2)));
  }

  @Test
  void aDamageOfAnEarlierRun_isNamedUntilAPersonDecides() {
    VerifyReport report = report(nothing(), clean, bad);

    assertThat(report.status()).isEqualTo(Status.DAMAGED);
    assertThat(report.notGood())
        .containsExactly(
            new SetProblem(
                INSTANCE_ID,
                "the set of %s is still undecided; the newest sound set is from run r0: damaged"
                        .formatted(bad.startTime())
                    + " 2026-03-02T03:00:00Z vol-1: GPT",
                List.of()));
    assertThat(report(nothing(), bad, verified(2, "accepted")).status())
        .isEqualTo(Status.NOTHING_TO_VERIFY);
  }

  @Test
  void whatIsUnreadOrUnrecorded_isNeitherSoundNorDamaged() {
    VerifyReport unread = report(nothing().plus(checked(due, UNREAD), Optional.empty()), due);
    VerifyReport unrecorded =
        report(nothing().plus(checked(due, SOUND), Optional.of("no place")), due);

    assertThat(unread.status()).isEqualTo(Status.PARTIAL);
    assertThat(unread.summary())
        .endsWith(
            "; %s is unread: AccessDenied".formatted(due.snapshots().getFirst().snapshotId()));
    assertThat(unrecorded.status()).isEqualTo(Status.PARTIAL);
    assertThat(unrecorded.summary()).endsWith("; a verdict could not be recorded: no place");
  }

  @Test
  void aFailure_comesFirst_andDamageBeforeKeys_andKeysBeforeWhatIsUnread() {
    VerifyProgress unread = nothing().plus(checked(due, UNREAD), Optional.empty());
    List<KeyLine> keys = List.of(new KeyLine(KEY, "Disabled", "is Disabled", 1, 1), enabled());
    VerifyReport failed =
        VerifyReport.of(
            "daily",
            unread,
            List.of(bad),
            keys,
            Optional.empty(),
            Optional.empty(),
            Optional.of("x".repeat(2_100)));

    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.summary())
        .startsWith("The run failed: " + "x".repeat(2_000) + "…; 1 set read");
    assertThat(report(unread, keys, bad).status()).isEqualTo(Status.DAMAGED);
    assertThat(report(unread, keys, due).status()).isEqualTo(Status.KEY_UNUSABLE);
    assertThat(report(unread, keys, due).summary())
        .contains("; the key %s is Disabled; 1 good set of 1 source needs it; ".formatted(KEY));
    assertThat(report(unread, List.of(enabled()), due).status()).isEqualTo(Status.PARTIAL);
  }

  private static KeyLine enabled() {
    return new KeyLine("arn:2", "Enabled", "", 1, 1);
  }

  @Test
  void whatDoesNotFit_isCounted() {
    List<SnapshotSet> sources = new ArrayList<>();
    IntStream.range(0, 101)
        .forEach(
            i ->
                sources.add(
                    new SnapshotSet(
                        new SetTags("daily", "r", "i-%03d".formatted(i), bad.tags().members()),
                        bad.startTime(),
                        bad.snapshots())));

    VerifyReport report = report(nothing(), sources.toArray(SnapshotSet[]::new));

    assertThat(report.notGood().size() + report.notGoodOmitted()).isEqualTo(101);
    assertThat(report.notGoodOmitted()).isPositive();
    assertThat(report.notGood().getFirst().source()).isEqualTo("i-000");
    assertThat(report.summary()).contains("; i-002: ", "; and 98 more; ").doesNotContain("i-003: ");
  }

  @Test
  void keys_areThoseOfEncryptedSnapshotsOfGoodSets() {
    SnapshotSet encrypted = encrypted(clean, "completed", true);

    assertThat(
            KeyLine.keys(
                List.of(
                    due,
                    encrypted,
                    encrypted(bad, "error", true),
                    encrypted(due, "completed", false))))
        .isEqualTo(Set.of(KEY));
    assertThat(KeyLine.keys(List.of(encrypted(bad, "error", true)))).isEmpty();
    assertThat(KeyLine.keys(List.of(encrypted(bad, "completed", false)))).isEmpty();
    Snapshot one = encrypted.snapshots().getFirst();
    Snapshot another = SnapshotBuilder.like(one).encrypted(true, "arn:another").build();
    SnapshotSet both =
        new SnapshotSet(encrypted.tags(), encrypted.startTime(), List.of(one, another));
    assertThat(KeyLine.keys(List.of(both))).isEqualTo(Set.of(KEY, "arn:another"));
    assertThat(
            KeyLine.of(
                List.of(both),
                Map.of(KEY, new KeyLookup.Missing(), "arn:another", new KeyLookup.Missing())))
        .extracting(KeyLine::key)
        .containsExactly("arn:another", KEY);
    Map<String, KeyLookup> many = new LinkedHashMap<>();
    IntStream.range(0, 20).forEach(i -> many.put("key-" + (39 - i), new KeyLookup.Missing()));
    assertThat(KeyLine.of(List.of(both), many)).extracting(KeyLine::key).isSorted();
  }

  @Test
  void onlyWhatKmsSaysOfAKey_makesItUnusable() {
    List<SnapshotSet> sets =
        List.of(
            encrypted(clean, "completed", true),
            encrypted(bad, "completed", true),
            encrypted(bad, "error", true),
            due);

    assertThat(line(sets, found("Enabled", Optional.empty())))
        .isEqualTo(new KeyLine(KEY, "Enabled", "", 2, 1));
    KeyLine dying =
        line(sets, found("PendingDeletion", Optional.of(Instant.parse("2026-03-09T00:00:00Z"))));
    assertThat(dying.unusable()).isTrue();
    assertThat(dying.words())
        .startsWith("the key " + KEY + " is PendingDeletion on 2026-03-09T00:00:00Z: cancel that")
        .endsWith("; 2 good sets of 1 source need it");
    assertThat(line(sets, new KeyLookup.Missing()))
        .isEqualTo(new KeyLine(KEY, "missing", "does not exist in this Region", 2, 1));
    KeyLine unchecked = line(sets, new KeyLookup.Unchecked("DescribeKey: ThrottlingException"));
    assertThat(unchecked)
        .isEqualTo(new KeyLine(KEY, "unchecked: DescribeKey: ThrottlingException", "", 2, 1));
    assertThat(unchecked.unusable()).isFalse();
    SnapshotSet first = sets.getFirst();
    SnapshotSet other =
        new SnapshotSet(
            new SetTags("daily", "r", "i-other", first.tags().members()),
            first.startTime(),
            first.snapshots());
    assertThat(line(List.of(first, other), new KeyLookup.Missing()).sources()).isEqualTo(2);
  }

  private static KeyLine line(List<SnapshotSet> sets, KeyLookup lookup) {
    return KeyLine.of(sets, Map.of(KEY, lookup)).getFirst();
  }

  private static KeyLookup found(String state, Optional<Instant> deletion) {
    return new KeyLookup.Found(KEY, state, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", deletion, false);
  }

  private static SnapshotSet encrypted(SnapshotSet set, String state, boolean encrypted) {
    return new SnapshotSet(
        set.tags(),
        set.startTime(),
        set.snapshots().stream()
            .map(s -> SnapshotBuilder.like(s).state(state).encrypted(encrypted, KEY).build())
            .toList());
  }

  @Test
  void manifests_areCounted_andOneThatIsMissingIsPartial() {
    ManifestProgress none = ManifestPageTest.nothing();
    ManifestProgress missing =
        none.plusRequests(41)
            .plus(
                ManifestLine.notMade(
                    DueManifest.of("vol-1", "snap-1", Optional.empty()), "no bucket"));

    VerifyReport report = withManifests(missing, 3);
    assertThat(report.status()).isEqualTo(Status.PARTIAL);
    assertThat(report.summary())
        .endsWith(
            "; 0 manifests stored, 1 failed, with 41 requests; 3 snapshots without a manifest; snap-1 has"
                + " no manifest: no bucket");
    assertThat(report.manifests().orElseThrow().cost())
        .startsWith("41 requests, at most 0.000123 dollars at 0.003 per 1,000");
    assertThat(withManifests(none, 3).status()).isEqualTo(Status.NOTHING_TO_VERIFY);
    assertThat(
            withManifests(new ManifestProgress(1, 0, 41, 40, List.of(), 0, Optional.empty()), 0)
                .status())
        .isEqualTo(Status.SUCCEEDED);
    ManifestProgress many =
        none.plus(new ManifestLine("vol-1", "snap-2", Optional.empty(), 1, Optional.of("0"), ""));
    assertThat(withManifests(many, 0).summary()).doesNotContain("has no manifest");
    for (int i = 0; i < 5; i++) {
      many = many.plus(missing.lines().getFirst());
    }
    assertThat(withManifests(many, 5).summary().split("has no manifest", -1)).hasSize(4);
  }

  @Test
  void aCopyThatDiffers_isADamage_andOneThatCannotBeComparedIsNone() {
    ManifestProgress none = ManifestPageTest.nothing();
    CopyLine unknown = new CopyLine("vol-1", "snap-1", "snap-0", "unknown", "no manifest");
    CopyLine equal = new CopyLine("vol-2", "snap-2", "snap-0", "equal", "");
    CopyLine different = new CopyLine("vol-3", "snap-3", "snap-9", "different", "1 block: 7");

    VerifyReport report = withManifests(none.plus(unknown).plus(equal).plus(different), 0);
    assertThat(report.status()).isEqualTo(Status.DAMAGED);
    assertThat(report.summary())
        .contains(
            "; snap-3 differs from its original snap-9 in 1 block: 7; copies compared with their"
                + " originals: 1 equal, 1 different; 1 could not be compared; snap-1: no manifest;");
    assertThat(withManifests(none.plus(unknown), 0).status()).isEqualTo(Status.NOTHING_TO_VERIFY);
    assertThat(withManifests(none.plus(unknown).plus(equal), 0).status())
        .isEqualTo(Status.SUCCEEDED);
    assertThat(withManifests(none.plus(equal), 0).summary()).doesNotContain("differs");
    assertThat(withManifests(none, 0).summary()).doesNotContain("originals");
  }

  private static VerifyReport withManifests(ManifestProgress progress, int due) {
    return VerifyReport.of(
        "daily",
        nothing(),
        List.of(),
        List.of(),
        Optional.of(ManifestReport.of(progress, due)),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aDryRun_succeeds_whateverItHasSeen_unlessItBrokeOff() {
    VerifyEstimate estimate =
        VerifyEstimate.of(
            List.of(bad),
            ids -> Map.of(),
            new VerifyRequest("daily", 20_000, false, 2_000_000, true),
            Samples.NIGHT);

    VerifyReport report = dryRun(estimate, Optional.empty());
    assertThat(report.status()).isEqualTo(Status.DRY_RUN);
    assertThat(report.summary()).startsWith("nothing was read or recorded; ");
    assertThat(report.estimate()).contains(estimate);
    assertThat(report.notGood()).hasSize(1);
    VerifyReport failed = dryRun(estimate, Optional.of("denied"));
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.summary()).startsWith("The run failed: denied");
  }

  private VerifyReport dryRun(VerifyEstimate estimate, Optional<String> failure) {
    return VerifyReport.of(
        "daily",
        nothing(),
        List.of(bad),
        List.of(),
        Optional.empty(),
        Optional.of(estimate),
        failure);
  }
}
