package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.DEADLINE;
import static ebsbackup.restore.SamplePlans.START;
import static ebsbackup.restore.SamplePlans.seen;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VolumeCheckTest {
  private static final String KEY =
      "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";

  private static VolumeCheck at(Instant now) {
    return new VolumeCheck(SamplePlans.create(), START, now);
  }

  private static List<RestoredVolume> judged(Instant now, Volume... found) {
    return at(now).judged(SamplePlans.made(), List.of(found));
  }

  @Test
  void judged_findsNoProblem_inVolumesThatAreAvailable() {
    List<RestoredVolume> judged =
        judged(START.plusSeconds(5), seen(1, "available"), seen(2, "available"));

    assertThat(VolumeCheck.allAvailable(judged)).isTrue();
    assertThat(judged)
        .isEqualTo(
            SamplePlans.made().stream()
                .map(
                    made ->
                        new RestoredVolume(
                            made.volumeId(),
                            made.snapshotId(),
                            made.device(),
                            made.settings(),
                            "available",
                            Optional.empty()))
                .toList());
  }

  @Test
  void judged_waitsForANewVolumeThatIsNotVisible_andThenCountsItAsGone() {
    List<RestoredVolume> early = judged(START.plusSeconds(59), seen(1, "available"));
    List<RestoredVolume> late = judged(START.plusSeconds(60), seen(1, "available"));

    assertThat(early.getLast().state()).isEqualTo("creating");
    assertThat(VolumeCheck.allAvailable(early)).isFalse();
    assertThat(late.getLast().problem()).contains("the volume is gone");
    assertThat(VolumeCheck.mayBeTheKey(late.getLast())).isTrue();
  }

  @Test
  void judged_hasAProblemWithAVolumeThatIsStillBeingCreatedAtTheDeadline() {
    assertThat(judged(DEADLINE.minusSeconds(1), seen(1, "creating"), seen(2, "available")))
        .extracting(RestoredVolume::problem)
        .containsOnly(Optional.empty());
    RestoredVolume late = judged(DEADLINE, seen(1, "creating"), seen(2, "available")).getFirst();
    assertThat(late.problem()).contains("still being created at the deadline");
    assertThat(VolumeCheck.mayBeTheKey(late)).isFalse();
  }

  @Test
  void judged_hasAProblemWithAnotherEncryptionThanTheOneAskedFor() {
    VolumeCheck check = new VolumeCheck(SamplePlans.encrypted(KEY), START, START);

    assertThat(check.judged(SamplePlans.made(), List.of(seen(1, "available"))).getFirst().problem())
        .contains("the volume is not encrypted, but encryption was requested");
    assertThat(
            check
                .judged(
                    SamplePlans.made(),
                    List.of(seen(1, "available", Encryption.under(KEY.replace("0a1b", "ffff")))))
                .getFirst()
                .description()
                .orElseThrow())
        .startsWith("vol-new1 of snap-1: the volume is encrypted under arn:")
        .endsWith(KEY + " was requested");
    assertThat(
            check
                .judged(SamplePlans.made(), List.of(seen(1, "available", Encryption.under(KEY))))
                .getFirst()
                .problem())
        .isEmpty();
  }

  @Test
  void loading_waitsForStatuses_andGivesUpOnVolumesThatHaveNone() {
    Map<String, VolumeInitialization> statuses =
        Map.of("vol-new1", new VolumeInitialization(Optional.of("initializing"), Optional.of(40L)));
    List<RestoredVolume> made = SamplePlans.made();

    assertThat(at(START.plusSeconds(299)).loading(made, statuses)).isEqualTo(made);
    assertThat(at(START.plusSeconds(300)).loading(made, statuses))
        .extracting(RestoredVolume::volumeId)
        .containsExactly("vol-new1");
    assertThat(
            at(START.plusSeconds(300))
                .loading(
                    made,
                    Map.of(
                        "vol-new1",
                        new VolumeInitialization(Optional.of("completed"), Optional.empty()))))
        .isEmpty();
  }

  @Test
  void judgedLoading_hasAProblemAtTheDeadline() {
    List<RestoredVolume> made = SamplePlans.made();
    List<RestoredVolume> loading = made.subList(0, 1);

    assertThat(at(DEADLINE.minusSeconds(1)).judgedLoading(made, loading)).isEqualTo(made);
    CheckedVolumes checked =
        CheckedVolumes.of(
            false,
            15,
            at(DEADLINE).judgedLoading(made, loading),
            VolumeTimes.NONE,
            Optional.of(40L));
    assertThat(checked.finished()).isTrue();
    assertThat(checked.problem()).contains("vol-new1 of snap-1: still loading at the deadline");
    assertThat(
            CheckedVolumes.of(
                    false,
                    15,
                    at(DEADLINE).judgedLoading(made, made),
                    VolumeTimes.NONE,
                    Optional.empty())
                .problem())
        .contains(
            "vol-new1 of snap-1: still loading at the deadline; vol-new2 of snap-2: still loading"
                + " at the deadline");
    assertThat(
            at(DEADLINE)
                .checkedLoading(
                    made,
                    Map.of(
                        "vol-new1",
                        loaded("initializing", 40),
                        "vol-new2",
                        loaded("completed", 100)),
                    15,
                    VolumeTimes.NONE)
                .volumes())
        .containsExactly(made.getFirst().with("still loading at the deadline"), made.getLast());
  }

  @Test
  void checkedLoading_isFinished_whenAllHaveLoaded_andSaysHowLongItTook() {
    VolumeTimes available = VolumeTimes.NONE.available(Duration.ofSeconds(15));
    VolumeCheck check = at(START.plusSeconds(300));

    CheckedVolumes half =
        check.checkedLoading(
            SamplePlans.made(),
            new TreeMap<>(
                Map.of(
                    "vol-new1", loaded("completed", 100), "vol-new2", loaded("initializing", 40))),
            15,
            available);
    CheckedVolumes all =
        check.checkedLoading(
            SamplePlans.made(), Map.of("vol-new1", loaded("completed", 100)), 15, available);

    assertThat(half.finished()).isFalse();
    assertThat(half.waitSeconds()).isEqualTo(23);
    assertThat(half.times()).isEqualTo(available);
    assertThat(half.loadedPercent()).contains(40L);
    assertThat(all.finished()).isTrue();
    assertThat(all.times()).isEqualTo(available.initialized(Duration.ofMinutes(5)));
    assertThat(all.loadedPercent()).contains(100L);
  }

  private static VolumeInitialization loaded(String state, long percent) {
    return new VolumeInitialization(Optional.of(state), Optional.of(percent));
  }

  @Test
  void times_keepTheFirstMomentAtWhichAllVolumesWereAvailable() {
    VolumeTimes first = VolumeTimes.NONE.available(Duration.ofSeconds(15));

    assertThat(first.available(Duration.ofSeconds(60)).availableAfter()).contains("PT15S");
    assertThat(first.initialized(Duration.ofSeconds(90)).initializedAfter()).contains("PT1M30S");
  }

  @Test
  void allAvailable_isFalseWhereAVolumeHasAProblem() {
    assertThat(VolumeCheck.allAvailable(judged(START.plusSeconds(60), seen(1, "available"))))
        .isFalse();
    assertThat(VolumeCheck.allAvailable(judged(START, seen(1, "available"), seen(2, "creating"))))
        .isFalse();
  }

  @Test
  void mayBeTheKey_onlyWhereAVolumeIsLost() {
    RestoredVolume error = judged(START, seen(1, "error")).getFirst();

    assertThat(error.problem()).contains("the volume is error");
    assertThat(VolumeCheck.mayBeTheKey(error)).isTrue();
    assertThat(VolumeCheck.mayBeTheKey(judged(START, seen(1, "deleting")).getFirst())).isFalse();
  }

  @Test
  void judged_comparesKeysOnlyByTheirArns_andTakesEncryptionThatWasNotAskedFor() {
    VolumeCheck alias = new VolumeCheck(SamplePlans.encrypted("alias/mine"), START, START);
    VolumeCheck key = new VolumeCheck(SamplePlans.encrypted(KEY), START, START);
    Volume made = seen(1, "available", Encryption.under(KEY));
    Volume unnamed = seen(1, "available", new Encryption(true, Optional.empty()));

    assertThat(alias.judged(SamplePlans.made(), List.of(made)).getFirst().problem()).isEmpty();
    assertThat(judged(START, made).getFirst().problem()).isEmpty();
    assertThat(key.judged(SamplePlans.made(), List.of(unnamed)).getFirst().problem().orElseThrow())
        .startsWith("the volume is encrypted under an unknown key, but ");
  }

  @Test
  void loading_treatsAStatusWithoutAStateAsNone() {
    Map<String, VolumeInitialization> silent =
        Map.of("vol-new1", new VolumeInitialization(Optional.empty(), Optional.empty()));

    assertThat(at(START.plusSeconds(299)).loading(SamplePlans.made(), silent)).hasSize(2);
    assertThat(at(START.plusSeconds(300)).loading(SamplePlans.made(), silent)).isEmpty();
    assertThat(at(START.plusMillis(2_900)).elapsed()).isEqualTo(Duration.ofSeconds(2));
  }
}
