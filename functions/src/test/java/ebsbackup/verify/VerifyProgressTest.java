package ebsbackup.verify;

import static ebsbackup.ebs.VerificationTest.verified;
import static ebsbackup.verify.SampleChecks.SOUND;
import static ebsbackup.verify.SampleChecks.SUSPECT;
import static ebsbackup.verify.SampleChecks.UNKNOWN;
import static ebsbackup.verify.SampleChecks.UNREAD;
import static ebsbackup.verify.SampleChecks.checked;
import static ebsbackup.verify.SampleChecks.damaged;
import static ebsbackup.verify.SampleChecks.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifyProgressTest {
  private final SnapshotSet set = verified(0, "-");

  @Test
  void everySetCountsOnce_underItsVerdict() {
    VerifyProgress progress =
        nothing()
            .plusRequests(7)
            .plus(checked(set, SOUND), Optional.empty())
            .plus(checked(set, UNKNOWN), Optional.of("no place"))
            .plus(checked(set, UNREAD), Optional.empty())
            .plus(checked(set, damaged(1, 0)), Optional.of("another"))
            .plus(checked(set, SUSPECT), Optional.empty())
            .plusRequests(2);

    assertThat(progress.sound()).isEqualTo(1);
    assertThat(progress.unknown()).isEqualTo(1);
    assertThat(progress.damaged()).isEqualTo(1);
    assertThat(progress.unread()).isEqualTo(1);
    assertThat(progress.unrecorded()).isEqualTo(2);
    assertThat(progress.problem()).contains("no place");
    assertThat(progress.suspect()).isEqualTo(1);
    assertThat(progress.sets()).isEqualTo(5);
    assertThat(progress.requests()).isEqualTo(9);
    assertThat(progress.lines())
        .extracting(VolumeLine::verdict)
        .containsExactly("damaged", "suspect", "unread", "sound", "unknown");
    Json json = new Json();
    assertThat(json.read(json.write(progress), VerifyProgress.class)).isEqualTo(progress);
    assertThat(json.read("{}", VerifyProgress.class)).isEqualTo(nothing());
    // An execution that was started with the release before has sets without this field.
    SelectedSet selected = SelectedSet.of(set, List.of());
    assertThat(json.read(json.write(selected).replace(",\"attempts\":0", ""), SelectedSet.class))
        .isEqualTo(selected);
  }

  /** Every field differs, so none can take the value of another. */
  @Test
  void whatAStepDoesNotChange_isKept() {
    List<VolumeLine> lines = checked(set, SOUND).lines();
    VerifyProgress progress =
        new VerifyProgress(10, 11, 12, 13, 14, 15, 16, lines, 17, Optional.of("denied"));

    assertThat(progress.plusRequests(5))
        .isEqualTo(
            new VerifyProgress(15, 11, 12, 13, 14, 15, 16, lines, 17, Optional.of("denied")));
    VerifyProgress more = progress.plus(checked(set, UNREAD), Optional.of("another"));
    assertThat(more)
        .isEqualTo(
            new VerifyProgress(
                10, 11, 12, 13, 14, 16, 17, more.lines(), 17, Optional.of("denied")));
    SelectedSet other = SelectedSet.of(set, List.of());
    assertThat(progress.plusUnread(other, Optional.of("another")))
        .isEqualTo(
            new VerifyProgress(10, 11, 12, 13, 14, 16, 16, lines, 18, Optional.of("denied")));
    assertThat(nothing().plusUnread(other, Optional.of("throttled")))
        .isEqualTo(new VerifyProgress(0, 0, 0, 0, 0, 1, 0, List.of(), 1, Optional.of("throttled")));
  }

  @Test
  void whatDoesNotFit_isCounted_andDamageStays() {
    Verdict wordy = new Verdict.Unknown("x".repeat(500));
    VerifyProgress progress = nothing();
    for (int i = 0; i < 200; i++) {
      progress = progress.plus(checked(set, wordy), Optional.empty());
    }
    progress = progress.plus(checked(set, damaged(1, 0)), Optional.empty());

    assertThat(progress.lines().getFirst().damaged()).isTrue();
    assertThat(progress.lines().size() + progress.linesOmitted()).isEqualTo(201);
    assertThat(new Json().write(progress).length()).isBetween(100_000, 125_000);
  }
}
