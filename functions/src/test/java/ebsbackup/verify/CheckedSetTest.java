package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static ebsbackup.ebs.VerificationTest.verified;
import static ebsbackup.verify.SampleChecks.FIRST;
import static ebsbackup.verify.SampleChecks.SOUND;
import static ebsbackup.verify.SampleChecks.SUSPECT;
import static ebsbackup.verify.SampleChecks.THROTTLED;
import static ebsbackup.verify.SampleChecks.UNKNOWN;
import static ebsbackup.verify.SampleChecks.UNREAD;
import static ebsbackup.verify.SampleChecks.checked;
import static ebsbackup.verify.SampleChecks.damaged;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.blocks.Content;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.PartitionTable;
import ebsbackup.blocks.Verdict;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.Verification;
import ebsbackup.ebs.VolumeChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckedSetTest {
  private static final Verification SOUND_TAG = new Verification("sound");

  private final SnapshotSet set = verified(0, "-", "-");

  @Test
  void theVerdict_isRecordedWithItsEvidence_andNothingIfASnapshotIsUnread() {
    assertThat(checked(set, SOUND, UNKNOWN).verification(NIGHT))
        .contains(new Verification("sound " + NIGHT));
    assertThat(checked(set, UNKNOWN, UNKNOWN).verification(NIGHT))
        .contains(new Verification("unknown " + NIGHT + " a raw database"));
    assertThat(checked(set, UNREAD, damaged(1, 0)).verification(NIGHT))
        .contains(
            new Verification(
                "damaged %s %s: GPT header at byte 512: found 0x1 expected 0x2"
                    .formatted(NIGHT, volumeId(1))));
    assertThat(checked(set, SOUND, UNREAD).verification(NIGHT)).isEmpty();
  }

  @Test
  void onlyAThrottle_isWorthAnotherAttempt() {
    assertThat(checked(set, SOUND, THROTTLED).worthAnotherAttempt()).isTrue();
    assertThat(checked(set, UNREAD, THROTTLED).worthAnotherAttempt()).isTrue();
    assertThat(checked(set, SOUND, UNREAD).worthAnotherAttempt()).isFalse();
    assertThat(checked(set, SOUND, UNKNOWN).worthAnotherAttempt()).isFalse();
    // What is known to be damaged needs no other attempt.
    assertThat(checked(set, damaged(1, 0), THROTTLED).worthAnotherAttempt()).isFalse();
  }

  @Test
  void aSuspicion_isRecordedWithItsEvidence_ifNothingIsDamaged() {
    assertThat(checked(set, SOUND, SUSPECT).verification(NIGHT))
        .contains(
            new Verification("suspect %s %s: much became noise".formatted(NIGHT, volumeId(1))));
    assertThat(checked(set, UNREAD, SUSPECT).verdict()).isEqualTo(SUSPECT);
    assertThat(checked(set, THROTTLED, SUSPECT).worthAnotherAttempt()).isFalse();
    assertThat(checked(set, SUSPECT, damaged(1, 0)).verification(NIGHT).orElseThrow().text())
        .startsWith("damaged");
    assertThat(checked(set, SUSPECT).lines().getFirst().rank()).isEqualTo(1);
    assertThat(checked(set, SUSPECT).lines().getFirst().alarming()).isTrue();
    assertThat(checked(set, UNREAD).lines().getFirst().alarming()).isFalse();
    assertThat(checked(set, SUSPECT).lines().getFirst().reason()).isEqualTo("much became noise");
  }

  private CheckedVolume compared(int i, VolumeChange change) {
    return new CheckedVolume(
        set.snapshots().get(i),
        Optional.empty(),
        SOUND,
        new Comparison.Compared(change, new Usual(0, 0, 0), true),
        3);
  }

  @Test
  void everySnapshot_getsTheVerdict_andWhatChangedOnIt() {
    Verification verdict = new Verification("sound");
    VolumeChange quiet = new VolumeChange(0, 9, "snap-00000000", 0, 0);
    VolumeChange busy = new VolumeChange(5, 9, "snap-00000000", 5, 0);
    List<String> ids = set.snapshots().stream().map(Snapshot::snapshotId).toList();

    assertThat(
            new CheckedSet(set.ref(), List.of(compared(0, quiet), compared(1, busy)))
                .tagging(verdict))
        .containsExactly(
            new CheckedSet.Tagging(
                List.of(ids.get(0)),
                Map.of(SetTags.VERIFIED, "sound", SetTags.CHANGED, quiet.text())),
            new CheckedSet.Tagging(
                List.of(ids.get(1)),
                Map.of(SetTags.VERIFIED, "sound", SetTags.CHANGED, busy.text())));
    assertThat(
            new CheckedSet(set.ref(), List.of(compared(0, quiet), compared(1, quiet)))
                .tagging(verdict))
        .extracting(CheckedSet.Tagging::snapshotIds)
        .containsExactly(ids);
    assertThat(checked(set, SOUND, SOUND).tagging(verdict))
        .containsExactly(new CheckedSet.Tagging(ids, Map.of(SetTags.VERIFIED, "sound")));
  }

  @Test
  void whatChanged_takesNoPlaceThatIsKeptFree() {
    Snapshot snapshot = set.snapshots().getFirst();
    Map<String, String> tags = new HashMap<>(snapshot.tags());
    for (int i = 0; TagBudget.freeOnSnapshot(tags.keySet()) > 1; i++) {
      tags.put("tag" + i, "");
    }
    assertThat(on(tags).tagging(SOUND_TAG).getFirst().tags())
        .containsOnlyKeys(SetTags.VERIFIED, SetTags.CHANGED);
    assertThat(on(tags).lines().getFirst().changed()).endsWith("not known yet");
    tags.put("more", "");
    assertThat(on(tags).tagging(SOUND_TAG).getFirst().tags()).containsOnlyKeys(SetTags.VERIFIED);
    assertThat(on(tags).lines().getFirst().changed())
        .startsWith("0 of 9 blocks changed")
        .endsWith(", not recorded: the snapshot has no room for another tag");
    tags.put(SetTags.CHANGED, "from an attempt before");
    tags.remove("more");
    assertThat(on(tags).tagging(SOUND_TAG).getFirst().tags()).containsKey(SetTags.CHANGED);
  }

  private CheckedSet on(Map<String, String> there) {
    CheckedVolume volume = compared(0, new VolumeChange(0, 9, "snap-00000000", 0, 0));
    Snapshot full = SnapshotBuilder.like(volume.snapshot()).tags(there).build();
    return new CheckedSet(
        set.ref(),
        List.of(
            new CheckedVolume(
                full, Optional.empty(), volume.structures(), volume.comparison(), 3)));
  }

  @Test
  void aLine_namesThreeDamages_andCountsTheRest() {
    CheckedSet three = checked(set, damaged(3, 0), SOUND);
    CheckedSet more = checked(set, damaged(4, 5), UNKNOWN);

    assertThat(three.lines().getFirst().reason())
        .isEqualTo(
            "GPT header at byte 512: found 0x1, expected 0x2; GPT header at byte 513: found 0x1,"
                + " expected 0x2; GPT header at byte 514: found 0x1, expected 0x2");
    assertThat(more.lines().getFirst().reason())
        .endsWith("byte 514: found 0x1, expected 0x2; and 6 more");
    assertThat(more.lines().getFirst().damaged()).isTrue();
    assertThat(more.lines())
        .extracting(line -> line.verdict() + " " + line.rank() + " " + line.requests())
        .containsExactly("damaged 0 3", "unknown 3 3");
    assertThat(more.lines().get(1).reason()).isEqualTo("a raw database");
    assertThat(checked(set, SOUND, UNREAD).lines())
        .extracting(line -> line.rank() + " " + line.reason() + " " + line.damaged())
        .containsExactly("3  false", "2 AccessDenied false");
    assertThat(checked(set, new Verdict.Unread("x".repeat(600), false)).lines().getFirst().reason())
        .hasSize(501);
    assertThat(
            new CheckedVolume(
                set.snapshots().getFirst(),
                Optional.empty(),
                SOUND,
                new Comparison.NotCompared("x".repeat(501)),
                3))
        .extracting(volume -> VolumeLine.of(set.ref(), volume).changed())
        .isEqualTo("x".repeat(500) + "…");
  }

  @Test
  void aLine_namesWhatWasFound_andKnowsItsSize() {
    Content ext4 =
        new Content(
            "ext4", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), SOUND);
    List<Inspection.Volume> volumes =
        java.util.Collections.nCopies(12, new Inspection.Volume(Optional.empty(), ext4));
    Inspection inspection =
        new Inspection(
            1,
            Optional.of(new PartitionTable("gpt", "id", List.of(), Optional.empty(), SOUND)),
            volumes,
            3);

    VolumeLine line =
        VolumeLine.of(
            set.ref(),
            new CheckedVolume(
                set.snapshots().getFirst(), Optional.of(inspection), SOUND, FIRST, 3));

    assertThat(line.found()).hasSize(11).startsWith("gpt", "ext4").endsWith("ext4", "and 3 more");
    assertThat(line.volumeId()).isEqualTo(set.snapshots().getFirst().volumeId());
    assertThat(line.snapshotId()).isEqualTo(set.snapshots().getFirst().snapshotId());
    assertThat(line.jsonBytes())
        .isEqualTo(
            275
                + (set.ref().source().length() + 3)
                + (set.ref().run().length() + 3)
                + 3
                + ("gpt".length() + 3)
                + ("the first set".length() + 3)
                + 9 * ("ext4".length() + 3)
                + ("and 3 more".length() + 3));
  }

  @Test
  void aLine_shortensTheReasonAndWhatChanged() {
    String tooLong = "x".repeat(501);

    VolumeLine line =
        VolumeLine.of(
            set.ref(),
            new CheckedVolume(
                set.snapshots().getFirst(),
                Optional.empty(),
                new Verdict.Unknown(tooLong),
                new Comparison.NotCompared(tooLong),
                3));

    assertThat(line.reason()).isEqualTo("x".repeat(500) + "…");
    assertThat(line.changed()).isEqualTo("x".repeat(500) + "…");
  }
}
