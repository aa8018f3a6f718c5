package ebsbackup.share;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.KeyAccess;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShareProgressTest {
  private static final SetProblem PROBLEM = new SetProblem("i-1", "no", List.of());
  private static final KeyReport NO =
      KeyReport.of("k", "111122223333", new KeyAccess.NotAllowed(List.of("kms:Decrypt")));

  private static ShareDecision decision(int already, SetProblem... problems) {
    return new ShareDecision(List.of(), Optional.empty(), already, 2, List.of(problems), Map.of());
  }

  private static SharePage.End end(int shared, int withdrawn, SetProblem... problems) {
    return new SharePage.End(
        List.of(),
        0,
        shared,
        problems.length,
        0,
        withdrawn,
        3,
        List.of(problems),
        Optional.empty());
  }

  @Test
  void parts_addUp() {
    ShareProgress progress =
        ShareProgress.NONE
            .plusDecided(decision(3, PROBLEM), List.of(NO))
            .plusDone(end(4, 1))
            .plusDecided(decision(1), List.of(NO))
            .plusDone(end(2, 0, PROBLEM));

    assertThat(progress)
        .isEqualTo(
            new ShareProgress(
                4,
                6,
                2,
                0,
                1,
                6,
                4,
                List.of(PROBLEM, PROBLEM),
                0,
                List.of(NO),
                0,
                Optional.empty()));
    assertThat(progress.good()).isFalse();
  }

  /** Each count has a value of its own. */
  private static final ShareProgress BEFORE =
      new ShareProgress(
          10, 20, 30, 35, 40, 50, 60, List.of(PROBLEM), 70, List.of(NO), 80, Optional.empty());

  private static final SetProblem ANOTHER = new SetProblem("i-2", "never", List.of());

  @Test
  void aDecision_isAdded_andEverythingElseIsKept() {
    KeyReport yes = KeyReport.of("k", "444455556666", new KeyAccess.Allowed());

    assertThat(BEFORE.plusDecided(decision(3, ANOTHER), List.of(yes)))
        .isEqualTo(
            new ShareProgress(
                13,
                20,
                31,
                35,
                40,
                50,
                62,
                List.of(PROBLEM, ANOTHER),
                70,
                List.of(NO, yes),
                80,
                Optional.empty()));
  }

  @Test
  void theKeysOfEveryDecision_areReported_onceEach() {
    KeyReport yes = KeyReport.of("k", "444455556666", new KeyAccess.Allowed());
    KeyReport unknown = KeyReport.of("k2", "444455556666", new KeyAccess.Unknown("denied"));

    assertThat(
            ShareProgress.NONE
                .plusDecided(decision(1), List.of(NO, yes))
                .plusDecided(decision(1), List.of(yes, unknown))
                .keys())
        .containsExactly(NO, unknown, yes);
  }

  /** Otherwise an account that cannot use a key would be neither in the list nor in the summary. */
  @Test
  void keysThatCannotBeUsed_areReportedFirst_andWhatDoesNotFitIsCounted() {
    List<KeyReport> usable =
        IntStream.range(0, 30)
            .mapToObj(i -> KeyReport.of("k", "%012d".formatted(i), new KeyAccess.Allowed()))
            .toList();
    KeyReport unknown = KeyReport.of("k2", "444455556666", new KeyAccess.Unknown("denied"));

    ShareProgress first =
        ShareProgress.NONE.plusDecided(
            decision(1), Stream.concat(usable.stream(), Stream.of(unknown, NO)).toList());

    assertThat(first.keys())
        .isEqualTo(Stream.concat(Stream.of(NO, unknown), usable.subList(0, 18).stream()).toList());
    assertThat(first.keysOmitted()).isEqualTo(12);
    assertThat(first.summary()).contains("account 111122223333 may be unable to use the key k");
    assertThat(first.plusDecided(decision(1), List.of(NO)))
        .extracting(ShareProgress::keys, ShareProgress::keysOmitted)
        .containsExactly(first.keys(), 12);
    assertThat(first.plusDecided(decision(1), usable))
        .extracting(ShareProgress::keys, ShareProgress::keysOmitted)
        .containsExactly(first.keys(), 12);
  }

  @Test
  void theResultOfAPage_isAdded_andEverythingElseIsKept() {
    SharePage.End end =
        new SharePage.End(List.of(), 9, 1, 2, 5, 3, 4, List.of(ANOTHER), Optional.of("denied"));

    assertThat(BEFORE.plusDone(end))
        .isEqualTo(
            new ShareProgress(
                10,
                21,
                32,
                40,
                43,
                54,
                60,
                List.of(PROBLEM, ANOTHER),
                70,
                List.of(NO),
                80,
                Optional.of("denied")));
  }

  @Test
  void aFailure_changesNothingElse() {
    assertThat(BEFORE.failed("denied"))
        .isEqualTo(
            new ShareProgress(
                10,
                20,
                30,
                35,
                40,
                50,
                60,
                List.of(PROBLEM),
                70,
                List.of(NO),
                80,
                Optional.of("denied")));
  }

  @Test
  void aReportOnAKey_namesTheKey_theAccountAndTheReason() {
    assertThat(KeyReport.of("k", "a", new KeyAccess.Allowed()))
        .isEqualTo(
            new KeyReport(
                "k",
                "a",
                "ALLOWED",
                "the key policy allows it; the account's own IAM policies must allow it, too"));
    assertThat(KeyReport.of("k", "a", new KeyAccess.NotAllowed(List.of("kms:Decrypt", "x"))))
        .isEqualTo(
            new KeyReport("k", "a", "NOT_ALLOWED", "the key policy does not allow kms:Decrypt, x"));
    assertThat(KeyReport.of("k", "a", new KeyAccess.Unknown("denied")))
        .isEqualTo(new KeyReport("k", "a", "UNKNOWN", "denied"));
  }

  @Test
  void nothing_isGood() {
    assertThat(ShareProgress.NONE.good()).isTrue();
    assertThat(ShareProgress.NONE.plusDone(end(1, 1)).good()).isTrue();
    assertThat(ShareProgress.NONE.failed("x").good()).isFalse();
    assertThat(ShareProgress.NONE.plusDone(end(0, 0, PROBLEM)).good()).isFalse();
  }

  @Test
  void aLongFailure_isShortened() {
    assertThat(ShareProgress.NONE.failed("x".repeat(1_001)).failure())
        .contains("x".repeat(1_000) + "…");
  }

  @Test
  void problemsThatDoNotFit_areCounted_andStillProblems() {
    ShareProgress progress = ShareProgress.NONE;
    for (int i = 0; i < 70; i++) {
      progress = progress.plusDone(end(0, 0, PROBLEM));
    }

    assertThat(progress.problems()).hasSize(50);
    assertThat(progress.problemsOmitted()).isEqualTo(20);
    assertThat(progress.notShared()).isEqualTo(70);
  }

  @Test
  void summary_saysWhatMatters() {
    assertThat(ShareProgress.NONE.plusDone(end(1, 0)).summary())
        .isEqualTo("1 set is shared, 3 not withdrawn");
    assertThat(ShareProgress.NONE.plusDecided(decision(2), List.of(NO)).summary())
        .isEqualTo(
            "2 sets are shared; account 111122223333 may be unable to use the key k: the key"
                + " policy does not allow kms:Decrypt");
    assertThat(
            new ShareProgress(
                    1, 2, 3, 6, 4, 5, 0, List.of(PROBLEM), 0, List.of(), 0, Optional.of("denied"))
                .summary())
        .isEqualTo(
            "3 sets are shared, 3 not (6 may still be shared in part), 4 withdrawn, 5 not withdrawn;"
                + " sharing failed: denied");
  }

  @Test
  void summary_saysNothingOfAKeyThatCanBeUsed() {
    KeyReport yes = KeyReport.of("k", "111122223333", new KeyAccess.Allowed());

    assertThat(ShareProgress.NONE.plusDecided(decision(1), List.of(yes)).summary())
        .isEqualTo("1 set is shared");
    assertThat(ShareProgress.NONE.plusDecided(decision(1), List.of(yes, NO)).summary())
        .startsWith("1 set is shared; account 111122223333 may be unable to use the key k: ");
  }

  @Test
  void theSizeOfAKeyReport_isThatOfItsJson() {
    KeyReport report =
        KeyReport.of("k".repeat(80), "111122223333", new KeyAccess.Unknown("r".repeat(200)));

    assertThat(report.jsonBytes() - new Json().write(report).length()).isBetween(0, 20);
  }

  /** Step Functions carries it from one attempt to the next. */
  @Test
  void json_keepsAll() {
    SetSharing set =
        SetSharing.of(new SetRef("i-1", "r", NIGHT), List.of("s-1"), List.of("1"), List.of())
            .refused("no");
    ShareProgress progress =
        ShareProgress.NONE.plusDecided(decision(3, PROBLEM), List.of(NO)).failed("denied");

    assertThat(new Json().read(new Json().write(set), SetSharing.class)).isEqualTo(set);
    assertThat(new Json().read(new Json().write(progress), ShareProgress.class))
        .isEqualTo(progress);
  }
}
