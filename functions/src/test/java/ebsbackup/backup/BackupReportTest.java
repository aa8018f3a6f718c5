package ebsbackup.backup;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.copied;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.snapshot;
import static ebsbackup.ebs.Samples.snapshots;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.KeyAccess;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.json.Json;
import ebsbackup.share.KeyReport;
import ebsbackup.share.ShareDecision;
import ebsbackup.share.ShareProgress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackupReportTest {
  private static final Instant LATER = NIGHT.plusSeconds(30);
  private static final Run RUN = new Run("r", "daily", NIGHT, NIGHT.plusSeconds(3600));
  private static final SetProblem OTHER = new SetProblem("i-other", "it is terminated", List.of());

  @Test
  void succeeded_whenEverySetIsGood() {
    BackupReport report = report(1, List.of(), snapshots("r", LATER, "completed", "completed"));

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report.counts())
        .isEqualTo(new BackupReport.Counts(1, 0, 1, 1, 1, 0, 2, 16, 0, 5, 0));
    assertThat(report.snapshots()).hasSize(2);
  }

  /** The set of another instance: a snapshot of a volume for each state. */
  private static List<Snapshot> ofAnother(String id, String... states) {
    List<Member> members =
        IntStream.range(0, states.length)
            .mapToObj(i -> new Member(id + i, Optional.of("/dev/sd" + i), gp3(8), true, Map.of()))
            .toList();
    Map<String, String> tags = new SetTags("daily", "r", id, members).toTags(Map.of());
    return IntStream.range(0, states.length)
        .mapToObj(i -> snapshot(id + i, LATER, states[i], tags))
        .toList();
  }

  private static List<Snapshot> twoSets(List<Snapshot> one, List<Snapshot> another) {
    return Stream.of(one, another).flatMap(List::stream).toList();
  }

  @Test
  void theCounts_areOfAllSets_andOfAllTheirSnapshots() {
    BackupReport report =
        report(
            2,
            List.of(),
            twoSets(
                snapshots("r", LATER, "completed", "completed"),
                ofAnother("vol-0000000000000000a", "completed", "completed", "completed")));

    assertThat(report.counts())
        .isEqualTo(new BackupReport.Counts(2, 0, 2, 2, 2, 0, 5, 40, 0, 5, 0));
    assertThat(report.snapshots()).hasSize(5);
  }

  @Test
  void stillPending_whicheverSetIsPending() {
    String other = "vol-0000000000000000a";

    assertThat(
            report(
                    2,
                    List.of(),
                    twoSets(snapshots("r", LATER, "completed"), ofAnother(other, "pending")))
                .status())
        .isEqualTo(Status.STILL_PENDING);
    assertThat(
            report(
                    2,
                    List.of(),
                    twoSets(snapshots("r", LATER, "pending"), ofAnother(other, "completed")))
                .status())
        .isEqualTo(Status.STILL_PENDING);
  }

  /** A set is also there if the reply to its call was lost and the call counts as a problem. */
  @Test
  void aSetWhoseCallFailed_isNotThatOfAnEarlierExecution() {
    String other = "vol-0000000000000000a";
    List<SetProblem> problems =
        List.of(
            new SetProblem(INSTANCE_ID, "no answer", List.of()),
            new SetProblem(other, "no answer", List.of()));

    BackupReport report =
        report(
            selected(2, 0, problems),
            Optional.empty(),
            twoSets(snapshots("r", LATER, "completed"), ofAnother(other, "completed")));

    assertThat(report.counts().selected()).isEqualTo(2);
  }

  @Test
  void itsPartsComeFromTheRun_theProgressAndTheSnapshots() {
    Snapshot first = snapshots("r", LATER, "completed", "completed").getFirst();
    Snapshot second = snapshots("r", LATER, "completed", "completed").getLast();
    Snapshot b = SnapshotBuilder.like(first).id("snap-b").build();
    Snapshot a = SnapshotBuilder.like(second).id("snap-a").build();
    BackupProgress progress =
        new BackupProgress(
            8,
            3,
            1,
            List.of(OTHER),
            2,
            List.of("vol-out"),
            6,
            List.of("i-1: Owner"),
            9,
            Optional.of(NIGHT),
            List.of(),
            List.of(),
            20,
            false,
            Optional.empty());
    ShareProgress share = ShareProgress.NONE.failed("denied");

    BackupReport report =
        BackupReport.of(
            RUN,
            progress,
            Optional.of("denied"),
            Optional.empty(),
            Optional.of(share),
            List.of(b, a));

    assertThat(report)
        .isEqualTo(
            new BackupReport(
                Status.FAILED,
                "daily",
                "r",
                report.summary(),
                new BackupReport.Counts(8, 3, 1, 1, 1, 3, 2, 16, 4, 6, 0),
                List.of(OTHER),
                2,
                List.of(),
                0,
                List.of("vol-out"),
                5,
                List.of(),
                0,
                List.of("i-1: Owner"),
                8,
                Optional.of(share),
                List.of(a, b),
                0));
  }

  @Test
  void alreadyDone_whenEverySetIsOlderThanTheExecution() {
    BackupReport report = report(1, List.of(), snapshots("r", NIGHT.minusSeconds(9), "completed"));

    assertThat(report.status()).isEqualTo(Status.ALREADY_DONE);
  }

  @Test
  void succeeded_whenTheSetIsOursThoughItsReplyWasLost() {
    // Found by tag on the second try, so the step counted it as adopted; its time says it is new.
    BackupReport report = report(1, List.of(), snapshots("r", LATER, "completed"));

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void succeeded_thoughACopyWithTheRunsTagsIsPending() {
    List<Snapshot> listed = new ArrayList<>(snapshots("r", LATER, "completed"));
    listed.add(copied(snapshots("r", NIGHT, "pending").getFirst(), LATER.plusSeconds(60)));

    BackupReport report = report(1, List.of(), listed);

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report.counts().snapshots()).isEqualTo(1);
    assertThat(report.surplus()).isEmpty();
    assertThat(report.summary())
        .isEqualTo(
            "1 of 1 set is good; ignored: %s (its tags describe a set without vol-ffffffff)"
                .formatted(listed.getLast().snapshotId()));
  }

  @Test
  void nothingSelected_whenThereIsNoSetAndNoProblem() {
    assertThat(report(0, List.of(), List.of()).status()).isEqualTo(Status.NOTHING_SELECTED);
  }

  @Test
  void partial_namesWhatIsNotGood() {
    BackupReport report = report(1, List.of(OTHER), snapshots("r", LATER, "completed"));

    assertThat(report.status()).isEqualTo(Status.PARTIAL);
    assertThat(report.notGood()).containsExactly(OTHER);
    assertThat(report.summary())
        .isEqualTo("1 of 2 sets are good; the first that is not good: i-other: it is terminated");
  }

  @Test
  void failed_whenNoSetIsGood() {
    assertThat(report(1, List.of(), snapshots("r", LATER, "error")).status())
        .isEqualTo(Status.FAILED);
  }

  @Test
  void stillPending_whenTheDeadlineCameFirst() {
    assertThat(report(1, List.of(), snapshots("r", LATER, "pending", "completed")).status())
        .isEqualTo(Status.STILL_PENDING);
  }

  @Test
  void failed_whenTheRunBrokeOff_evenIfSetsExist() {
    List<Snapshot> good = snapshots("r", LATER, "completed");

    BackupReport report = report(selected(1, 0, List.of()), Optional.of("x".repeat(2_001)), good);

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.summary())
        .isEqualTo("The run failed: " + "x".repeat(2_000) + "…; 1 of 1 set is good");
  }

  @Test
  void theSnapshotsAreInTheOrderOfTheirIds() {
    List<Snapshot> listed = snapshots("r", LATER, "completed", "completed", "completed");

    assertThat(report(1, List.of(), listed.reversed()).snapshots())
        .extracting(Snapshot::snapshotId)
        .isSorted()
        .hasSize(3);
  }

  @Test
  void namesTheVolumesThatThePlanLeavesOut() {
    BackupReport report =
        BackupReport.of(
            RUN,
            new BackupProgress(
                2,
                1,
                1,
                List.of(),
                0,
                List.of("vol-1", "vol-2"),
                7,
                List.of("i-1: Owner"),
                4,
                Optional.empty(),
                List.of(),
                List.of(),
                0,
                false,
                Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            snapshots("r", LATER, "completed"));

    assertThat(report.counts().leftOut()).isEqualTo(7);
    assertThat(report.leftOut()).containsExactly("vol-1", "vol-2");
    assertThat(report.leftOutOmitted()).isEqualTo(5);
    assertThat(report.notCopied()).containsExactly("i-1: Owner");
    assertThat(report.notCopiedOmitted()).isEqualTo(3);
    assertThat(report.counts().withoutSet()).isZero();
  }

  @Test
  void theBooksBalance_whenTheRunBrokeOffBeforeItCameToAll() {
    BackupReport report =
        BackupReport.of(
            RUN,
            new BackupProgress(
                10,
                2,
                1,
                List.of(OTHER),
                0,
                List.of(),
                0,
                List.of(),
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                0,
                false,
                Optional.empty()),
            Optional.of("no permission"),
            Optional.empty(),
            Optional.empty(),
            snapshots("r", LATER, "completed"));

    BackupReport.Counts counts = report.counts();
    assertThat(counts.selected()).isEqualTo(counts.sets() + counts.skipped() + counts.withoutSet());
    assertThat(counts.withoutSet()).isEqualTo(7);
  }

  @Test
  void namesTheTagsThatDidNotFit() {
    Map<String, String> volumeTags =
        IntStream.range(0, 50)
            .boxed()
            .collect(Collectors.toMap("tag-%02d"::formatted, i -> "v".repeat(256)));
    List<Snapshot> listed = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      Member member = new Member(volumeId(i), Optional.of("/dev/sdf"), gp3(8), true, volumeTags);
      SetTags set = new SetTags("daily", "r", "i-" + i, List.of(member));
      listed.add(snapshot(volumeId(i), LATER, "completed", set.toTags(Map.of())));
    }

    BackupReport report = report(2, List.of(), listed);

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    int lost = report.counts().lostTags();
    assertThat(lost).isPositive();
    assertThat(report.lostTags())
        .hasSize(2)
        .allSatisfy(of -> assertThat(of.keys()).hasSize(lost / 2).contains("tag-49"));
    assertThat(report.summary())
        .isEqualTo(
            "2 of 2 sets are good; %d tags of 2 volumes did not fit into the tags of the sets"
                .formatted(lost));
  }

  @Test
  void aSetThatVanishedIsNotGood() {
    BackupReport report = report(2, List.of(), snapshots("r", LATER, "completed"));

    assertThat(report.status()).isEqualTo(Status.PARTIAL);
    assertThat(report.notGood()).extracting(SetProblem::source).containsExactly("unknown");
  }

  @Test
  void ofTwoSetsOfOneSourceTheOldestGoodOneCountsAndTheOtherIsSurplus() {
    List<Snapshot> failed = snapshots("r", LATER, "error");
    List<Snapshot> good = snapshots("r", LATER.plusSeconds(1), "completed");
    List<Snapshot> second = snapshots("r", LATER.plusSeconds(2), "completed");

    BackupReport report =
        report(1, List.of(), Stream.of(failed, good, second).flatMap(List::stream).toList());

    assertThat(report.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(report.counts().sets()).isEqualTo(1);
    assertThat(report.surplus())
        .containsExactlyInAnyOrder(failed.getFirst().snapshotId(), second.getFirst().snapshotId());
  }

  @Test
  void theLargestReportFitsBetweenTwoStates() {
    String[] states = new String[128];
    java.util.Arrays.fill(states, "completed");
    List<SetProblem> problems =
        IntStream.range(0, 600)
            .mapToObj(i -> new SetProblem("i-%017x".formatted(i), "é".repeat(400), List.of()))
            .toList();

    BackupReport report =
        report(
            selected(601, 1, problems),
            Optional.empty(),
            Optional.of(largestShare()),
            snapshots("r", LATER, states));

    assertThat(report.notGood().size() + report.notGoodOmitted()).isEqualTo(600);
    assertThat(report.notGood()).hasSizeGreaterThan(100);
    assertThat(report.snapshots().size() + report.snapshotsOmitted()).isEqualTo(128);
    assertThat(new Json().write(report).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(262_144);
  }

  /** More problems and keys than fit, and a failure with a stack trace. */
  private static ShareProgress largestShare() {
    ShareDecision decision =
        new ShareDecision(
            List.of(),
            Optional.empty(),
            0,
            0,
            IntStream.range(0, 600)
                .mapToObj(i -> new SetProblem("i-%017x".formatted(i), "é".repeat(400), List.of()))
                .toList(),
            Map.of());
    List<KeyReport> keys =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    KeyReport.of(
                        "arn:aws:kms:eu-central-1:123456789012:key/" + i,
                        "111122223333",
                        new KeyAccess.Unknown("é".repeat(400))))
            .toList();
    ShareProgress share = ShareProgress.NONE.plusDecided(decision, keys).failed("é".repeat(5_000));
    assertThat(share.problems().size() + share.problemsOmitted()).isEqualTo(600);
    assertThat(share.keys().size() + share.keysOmitted()).isEqualTo(400);
    assertThat(share.problems()).hasSizeGreaterThan(20);
    assertThat(share.keys()).hasSizeGreaterThan(10);
    return share;
  }

  @Test
  void notShared_whenEverySetIsGood_andOneIsNotShared() {
    SetProblem problem = new SetProblem("i-1", "no", List.of());
    ShareProgress share =
        ShareProgress.NONE.plusDecided(
            new ShareDecision(List.of(), Optional.empty(), 1, 0, List.of(problem), Map.of()),
            List.of());

    BackupReport report =
        report(
            selected(1, 1, List.of()),
            Optional.empty(),
            Optional.of(share),
            snapshots("r", LATER, "completed"));

    assertThat(report.status()).isEqualTo(Status.NOT_SHARED);
    assertThat(report.counts().good()).isEqualTo(1);
    assertThat(report.share()).hasValue(share);
    assertThat(report.summary())
        .isEqualTo("1 of 1 set is good; 1 set is shared, 1 not; first problem: i-1: no");
  }

  @Test
  void notShared_alsoWhenTheSetsWereThereAlready_orSharingBrokeOff() {
    for (Instant time : List.of(LATER, NIGHT.minusSeconds(9))) {
      assertThat(
              report(
                      selected(1, 1, List.of()),
                      Optional.empty(),
                      Optional.of(ShareProgress.NONE.failed("denied")),
                      snapshots("r", time, "completed"))
                  .status())
          .isEqualTo(Status.NOT_SHARED);
    }
  }

  @Test
  void sharingThatWentWell_orAWorseStatus_leavesTheStatus() {
    BackupProgress one = selected(1, 1, List.of());
    Optional<ShareProgress> bad = Optional.of(ShareProgress.NONE.failed("denied"));

    assertThat(
            report(
                    one,
                    Optional.empty(),
                    Optional.of(ShareProgress.NONE),
                    snapshots("r", LATER, "completed"))
                .status())
        .isEqualTo(Status.SUCCEEDED);
    assertThat(report(one, Optional.empty(), bad, snapshots("r", LATER, "error")).status())
        .isEqualTo(Status.FAILED);
    assertThat(report(one, Optional.empty(), bad, snapshots("r", LATER, "pending")).status())
        .isEqualTo(Status.STILL_PENDING);
    assertThat(
            report(
                    selected(2, 1, List.of(OTHER)),
                    Optional.empty(),
                    bad,
                    snapshots("r", LATER, "completed"))
                .status())
        .isEqualTo(Status.PARTIAL);
  }

  @Test
  void partial_whenATargetHasNeitherASetNorAReason() {
    List<Snapshot> oneSet = snapshots("r", LATER, "completed");

    BackupReport report = report(selected(3, 1, List.of(OTHER)), Optional.empty(), oneSet);

    assertThat(report.status()).isEqualTo(Status.PARTIAL);
    assertThat(report.counts().notGood()).isEqualTo(2);
    assertThat(report.notGood())
        .contains(new SetProblem("unknown", "1 target has neither a set nor a reason", List.of()));
  }

  @Test
  void aRunThatBrokeOff_doesNotCountTheTargetsThatItNeverReached() {
    List<Snapshot> oneSet = snapshots("r", LATER, "completed");

    BackupReport report = report(selected(3, 1, List.of()), Optional.of("denied"), oneSet);

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.notGood()).isEmpty();
  }

  @Test
  void anOccurrenceThatAnotherExecutionDoes_needsNoReasonForTargetsWithoutASet() {
    BackupReport report =
        BackupReport.of(
            RUN,
            selected(3, 0, List.of()),
            Optional.empty(),
            Optional.of("arn:a"),
            Optional.empty(),
            List.of());

    assertThat(report.status()).isEqualTo(Status.ALREADY_DONE);
    assertThat(report.notGood()).isEmpty();
    assertThat(report.summary()).isEqualTo("Another execution handles this occurrence: arn:a");
  }

  @Test
  void problemsThatDidNotFitAreCounted() {
    BackupProgress progress =
        new BackupProgress(
            4,
            0,
            1,
            List.of(OTHER),
            2,
            List.of(),
            0,
            List.of(),
            0,
            Optional.empty(),
            List.of(),
            List.of(),
            0,
            false,
            Optional.empty());

    BackupReport report = report(progress, Optional.empty(), snapshots("r", LATER, "completed"));

    assertThat(report.counts().notGood()).isEqualTo(3);
    assertThat(report.notGood()).containsExactly(OTHER);
    assertThat(report.notGoodOmitted()).isEqualTo(2);
  }

  @Test
  void aSetThatIsNotGoodAccountsForItsTargetOnly() {
    BackupReport report =
        report(selected(2, 1, List.of()), Optional.empty(), snapshots("r", LATER, "error"));

    assertThat(report.notGood())
        .extracting(SetProblem::source)
        .containsExactly(INSTANCE_ID, "unknown");
    assertThat(report.counts().notGood()).isEqualTo(2);
  }

  /** An occurrence is delivered again after an instance is gone whose set exists. */
  @Test
  void aSetOfAnEarlierExecutionIsCounted_andStandsForNoTargetOfThisOne() {
    List<Snapshot> both =
        Stream.concat(snapshots("r", LATER, "completed").stream(), setOfAnInstanceThatIsGone())
            .toList();

    BackupReport good = report(selected(1, 1, List.of()), Optional.empty(), both);
    BackupReport missing = report(selected(2, 1, List.of()), Optional.empty(), both);
    BackupReport brokenOff = report(selected(2, 1, List.of()), Optional.of("denied"), both);

    assertThat(good.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(good.counts().selected()).isEqualTo(2);
    assertThat(good.counts().withoutSet()).isZero();
    assertThat(missing.status()).isEqualTo(Status.PARTIAL);
    assertThat(missing.counts().selected()).isEqualTo(3);
    assertThat(missing.counts().withoutSet()).isEqualTo(1);
    assertThat(missing.notGood())
        .extracting(SetProblem::reason)
        .containsExactly("1 target has neither a set nor a reason");
    assertThat(brokenOff.counts().selected()).isEqualTo(2);
  }

  @Test
  void aProblemOfATargetWithoutASet_makesUpForNoSetOfAnEarlierExecution() {
    BackupReport report =
        report(
            selected(1, 0, List.of(OTHER)), Optional.empty(), snapshots("r", LATER, "completed"));

    assertThat(report.counts().selected()).as("the other target, and that of the set").isEqualTo(2);
  }

  @Test
  void aSetThatExistsThoughAStepSawAProblem_isOneOfThisExecution() {
    List<Snapshot> both =
        Stream.concat(snapshots("r", LATER, "completed").stream(), setOfAnInstanceThatIsGone())
            .toList();
    SetProblem seen = new SetProblem(INSTANCE_ID, "EC2 created no snapshot", List.of());

    assertThat(
            report(selected(2, 1, List.of(seen, seen)), Optional.empty(), both).counts().selected())
        .isEqualTo(2);
  }

  private static Stream<Snapshot> setOfAnInstanceThatIsGone() {
    Member member = new Member(volumeId(7), Optional.of("/dev/sda1"), gp3(8), true, Map.of());
    return Stream.of(
        snapshot(
            volumeId(7),
            LATER,
            "completed",
            new SetTags("daily", "r", "i-gone", List.of(member)).toTags(Map.of())));
  }

  @Test
  void everySetThatVanishedAndEveryTargetWithoutAReasonIsCounted() {
    BackupReport report = report(selected(7, 3, List.of()), Optional.empty(), List.of());

    assertThat(report.notGood())
        .extracting(SetProblem::reason)
        .containsExactly(
            "3 sets were created but cannot be found", "4 targets have neither a set nor a reason");
    assertThat(report.counts().withoutSet()).isEqualTo(7);
  }

  @Test
  void whatTheSnapshotsShowGoesBeforeWhatTheStepsHaveSeen() {
    SetProblem earlier = new SetProblem(INSTANCE_ID, "EC2 created no snapshot", List.of());

    BackupReport good =
        report(
            selected(1, 1, List.of(earlier)), Optional.empty(), snapshots("r", LATER, "completed"));
    BackupReport bad =
        report(selected(1, 1, List.of(earlier)), Optional.empty(), snapshots("r", LATER, "error"));

    assertThat(good.notGood()).isEmpty();
    assertThat(bad.notGood()).hasSize(1);
    assertThat(bad.notGood().getFirst().reason()).contains("is error");
  }

  @Test
  void ofTwoSetsThatFailed_theOlderCounts_andTheNewerIsSurplus() {
    List<Snapshot> first = snapshots("r", LATER, "error");
    List<Snapshot> second = snapshots("r", LATER.plusSeconds(1), "error");

    BackupReport report =
        report(1, List.of(), Stream.concat(first.stream(), second.stream()).toList());

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.surplus()).containsExactly(second.getFirst().snapshotId());
    assertThat(report.summary())
        .contains("; 1 surplus snapshot that cost money and belong to no set can be deleted");
  }

  @Test
  void countsOnlyTheSetsThatThisExecutionCreated() {
    assertThat(created(RUN.startedAt().minusMillis(1))).isZero();
    assertThat(created(RUN.startedAt())).isEqualTo(1);
  }

  private static int created(Instant time) {
    return report(1, List.of(), snapshots("r", time, "completed")).counts().created();
  }

  @Test
  void saysInWordsHowItWent() {
    List<Snapshot> good = snapshots("r", LATER, "completed");
    assertThat(report(1, List.of(), good).summary()).isEqualTo("1 of 1 set is good");
    assertThat(report(1, List.of(), snapshots("r", NIGHT.minusSeconds(1), "completed")).summary())
        .isEqualTo("Every set of this occurrence already existed: 1 of 1 set is good");
    assertThat(report(0, List.of(), List.of()).summary()).isEqualTo("The plan selects nothing");
    assertThat(report(skipped(2), Optional.empty(), List.of()).summary())
        .isEqualTo("The plan leaves out every volume of the 2 targets that it selects");
    assertThat(report(1, List.of(), snapshots("r", LATER, "pending")).summary())
        .startsWith("Snapshots are still pending at the deadline: 0 of 1 set is good; the first");
    assertThat(report(1, List.of(), snapshots("r", LATER, "error")).summary())
        .startsWith("0 of 1 set is good; the first that is not good: " + INSTANCE_ID + ": snap-");
    assertThat(report(1, List.of(), good).lostTags()).isEmpty();
  }

  @Test
  void namesHowManySnapshotsWereIgnored() {
    List<Snapshot> listed = new ArrayList<>(snapshots("r", LATER, "completed"));
    for (int i = 1; i <= 3; i++) {
      listed.add(copied(listed.getFirst(), LATER.plusSeconds(i)));
    }

    assertThat(report(1, List.of(), listed).summary()).endsWith(") and 2 more");
  }

  /** The state machine would stop at a report that is larger than it carries. */
  @Test
  void everythingThatMakesAReportLong_isWeighed() {
    String longText = "é".repeat(2_000);
    List<UnaryOperator<SnapshotBuilder>> lengthened =
        List.of(
            s -> s.description(longText),
            s -> s.stateMessage(longText),
            s -> s.tags(with(s.build(), longText, "")),
            s -> s.tags(with(s.build(), "note", longText)));
    for (UnaryOperator<SnapshotBuilder> lengthen : lengthened) {
      List<Snapshot> listed =
          snapshots("r", LATER, "completed").stream()
              .flatMap(
                  s ->
                      IntStream.range(0, 50)
                          .mapToObj(i -> SnapshotBuilder.like(s).id(s.snapshotId() + i)))
              .map(s -> lengthen.apply(s).build())
              .toList();

      BackupReport report = report(1, List.of(), listed);

      int bytes = new Json().write(report.snapshots()).getBytes(StandardCharsets.UTF_8).length;
      assertThat(report.snapshots().size() + report.snapshotsOmitted()).isEqualTo(50);
      assertThat(report.snapshots().size()).isBetween(11, 13);
      assertThat(bytes).isBetween(45_000, 60_000);
    }
  }

  private static Map<String, String> with(Snapshot snapshot, String key, String value) {
    Map<String, String> tags = new HashMap<>(snapshot.tags());
    tags.put(key, value);
    return tags;
  }

  @Test
  void lostTagsAndSurplusSnapshotsThatDoNotFit_areCounted() {
    Map<String, String> volumeTags =
        IntStream.range(0, 50)
            .boxed()
            .collect(Collectors.toMap(i -> i + "-key" + "k".repeat(90), i -> "v".repeat(256)));
    List<Snapshot> losing =
        IntStream.range(0, 12)
            .mapToObj(
                i -> {
                  Member member =
                      new Member(volumeId(i), Optional.empty(), gp3(8), true, volumeTags);
                  SetTags set = new SetTags("daily", "r", "i-" + i, List.of(member));
                  return snapshot(volumeId(i), LATER, "completed", set.toTags(Map.of()));
                })
            .toList();
    String[] states = IntStream.range(0, 501).mapToObj(i -> "completed").toArray(String[]::new);
    List<Snapshot> twice = new ArrayList<>(snapshots("r", LATER, states));
    twice.addAll(snapshots("r", LATER.plusSeconds(1), states));

    BackupReport losses = report(12, List.of(), losing);
    BackupReport surplus = report(1, List.of(), twice);

    assertThat(losses.lostTags()).hasSizeBetween(4, 11);
    assertThat(losses.lostTags().size() + losses.lostTagsOmitted()).isEqualTo(12);
    assertThat(new Json().write(losses.lostTags())).hasSizeBetween(15_000, 20_000);
    assertThat(surplus.surplus()).hasSize(500);
    assertThat(surplus.surplusOmitted()).isEqualTo(1);
  }

  private static BackupProgress skipped(int targets) {
    return new BackupProgress(
        targets,
        targets,
        0,
        List.of(),
        0,
        List.of(),
        0,
        List.of(),
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        0,
        false,
        Optional.empty());
  }

  private static BackupReport report(
      int sets, List<SetProblem> problems, List<Snapshot> snapshots) {
    return report(selected(sets + problems.size(), sets, problems), Optional.empty(), snapshots);
  }

  private static BackupReport report(
      BackupProgress progress, Optional<String> failure, List<Snapshot> snapshots) {
    return report(progress, failure, Optional.empty(), snapshots);
  }

  private static BackupReport report(
      BackupProgress progress,
      Optional<String> failure,
      Optional<ShareProgress> share,
      List<Snapshot> snapshots) {
    return BackupReport.of(RUN, progress, failure, Optional.empty(), share, snapshots);
  }

  /** With 5 volumes that the plan excludes, which no list names. */
  private static BackupProgress selected(int selected, int sets, List<SetProblem> problems) {
    return new BackupProgress(
        selected,
        0,
        sets,
        problems,
        0,
        List.of(),
        5,
        List.of(),
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        0,
        false,
        Optional.empty());
  }
}
