package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.VolumeChange;
import ebsbackup.json.Json;
import ebsbackup.request.VerifyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a dry run says of the requests, the runs and the cost. */
class VerifyEstimateTest {
  private static final Instant NOW = NIGHT.plus(Duration.ofDays(4_000));
  private static final long BLOCK = 512 * 1024;

  private static VerifyRequest request(int requests, boolean manifest, int forManifests) {
    return new VerifyRequest("daily", requests, manifest, forManifests, true);
  }

  private static VerifyEstimate estimate(List<SnapshotSet> sets, int requests) {
    return VerifyEstimate.of(sets, ids -> Map.of(), request(requests, false, 999_000), NOW);
  }

  /** The set with its snapshots tagged. */
  private static SnapshotSet tagged(SnapshotSet set, Map<String, String> more) {
    return new SnapshotSet(
        set.tags(),
        set.startTime(),
        set.snapshots().stream()
            .map(
                snapshot -> {
                  Map<String, String> tags = new HashMap<>(snapshot.tags());
                  tags.putAll(more);
                  return SnapshotBuilder.like(snapshot).tags(tags).build();
                })
            .toList());
  }

  private static SnapshotSet ofSource(SnapshotSet set, String source) {
    return new SnapshotSet(
        new SetTags("daily", set.tags().run(), source, set.tags().members()),
        set.startTime(),
        set.snapshots());
  }

  private static SnapshotSet withManifest(SnapshotSet set) {
    return tagged(set, Map.of(SetTags.MANIFEST, new ManifestRoot("0".repeat(64), 1, NIGHT).text()));
  }

  private static String id(SnapshotSet set, int volume) {
    return set.snapshots().get(volume).snapshotId();
  }

  @Test
  void nothingDue_takesNothing() {
    VerifyEstimate nothing = estimate(List.of(verified(0, "sound x")), 10_000);

    assertThat(nothing.sets()).isZero();
    assertThat(nothing.runs()).isZero();
    assertThat(nothing.runsForNewest()).isZero();
    assertThat(nothing.next()).isEmpty();
    assertThat(nothing.manifests()).isEmpty();
  }

  @Test
  void setsWithoutAVerdict_areCounted_theNewestOfEverySourceFirst() {
    SnapshotSet old = verified(0, "-", "-");
    SnapshotSet newer = verified(1, "-", "-");
    SnapshotSet other = ofSource(verified(0, "-"), "i-other");

    VerifyEstimate estimate = estimate(List.of(old, newer, other, verified(2, "sound x")), 10_000);

    assertThat(estimate.sets()).isEqualTo(3);
    assertThat(estimate.volumes()).isEqualTo(5);
    assertThat(estimate.requests()).isEqualTo(100);
    assertThat(estimate.cost()).startsWith("100 requests, at most 0.000300 dollars");
    assertThat(estimate.next()).hasSize(3).last().isEqualTo(old.ref());
    assertThat(estimate.words())
        .isEqualTo(
            "nothing was read or recorded; 3 sets of 5 volumes without a verdict: about 100"
                + " requests, at most 0.000300 dollars at 0.003 per 1,000; prices differ by Region,"
                + " and up to three times as many; the newest set of every source takes 1 run, and"
                + " all sets 1");
  }

  @Test
  void runs_areAsManyAsTheRequestsNeed() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int source = 0; source < 501; source++) {
      sets.add(ofSource(verified(0, "-"), "i-" + source));
      sets.add(ofSource(verified(1, "-"), "i-" + source));
    }

    VerifyEstimate estimate = estimate(sets, 10_000);

    assertThat(estimate.runs()).isEqualTo(3);
    assertThat(estimate.runsForNewest()).isEqualTo(2);
    assertThat(estimate.words())
        .endsWith("; the newest set of every source takes 2 runs, and all sets 3");
    assertThat(estimate.next().size() + estimate.nextOmitted()).isEqualTo(500);
    assertThat(estimate.nextOmitted()).isPositive();
    assertThat(new Json().write(estimate).length()).isLessThan(60_000);
    assertThat(estimate(sets.subList(0, 1_000), 10_000).runs()).isEqualTo(2);
    assertThat(estimate(sets.subList(0, 1_000), 10_000).runsForNewest()).isEqualTo(1);
  }

  @Test
  void theNextSets_areListedAsFarAsTheyFit() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int source = 0; source < 200; source++) {
      SnapshotSet set = verified(0, "-");
      String run = "daily/" + "r".repeat(300);
      sets.add(
          new SnapshotSet(
              new SetTags("daily", run, "i-" + source, set.tags().members()),
              set.startTime(),
              set.snapshots()));
    }

    VerifyEstimate estimate = estimate(sets, 10_000);

    assertThat(estimate.next()).hasSizeBetween(80, 110);
    assertThat(new Json().write(estimate.next()).length()).isLessThan(41_000);
  }

  @Test
  void manifests_takeWhatIsWritten_whatChanged_orTheWholeVolume() {
    SnapshotSet base = withManifest(verified(0, "-", "-"));
    SnapshotSet half = verified(1, "-", "-");
    Snapshot changed =
        tagged(half, Map.of(SetTags.CHANGED, new VolumeChange(7, 16_384, id(base, 0), 0, 0).text()))
            .snapshots()
            .getFirst();
    SnapshotSet due =
        new SnapshotSet(
            half.tags(), half.startTime(), List.of(changed, half.snapshots().getLast()));
    SnapshotSet first = ofSource(verified(1, "-"), "i-other");
    VerifyRequest request = request(10_000, true, 100_000);

    assertThat(ManifestEstimate.toLookUp(List.of(base, due)))
        .containsExactly(half.snapshots().getLast().snapshotId());
    assertThat(
            ManifestEstimate.of(
                List.of(base, due),
                Map.of(half.snapshots().getLast().snapshotId(), 9 * BLOCK),
                request))
        .satisfies(
            found -> {
              assertThat(found.snapshots()).isEqualTo(2);
              assertThat(found.whole()).isZero();
              assertThat(found.blocks()).isEqualTo(16);
              assertThat(found.words())
                  .isEqualTo(
                      "manifests for 2 snapshots, reading every block of 0: at most 16 blocks, 16"
                          + " requests, at most 0.000048 dollars at 0.003 per 1,000; prices differ"
                          + " by Region, about PT1S in 1 run");
            });
    ManifestEstimate whole = ManifestEstimate.of(List.of(first), Map.of(), request);
    assertThat(whole.whole()).isEqualTo(1);
    assertThat(whole.blocks()).isEqualTo(8 * 2_048);
    assertThat(
            VerifyEstimate.of(List.of(first), ids -> Map.of(), request, NOW)
                .manifests()
                .orElseThrow())
        .isEqualTo(whole);
    assertThat(VerifyEstimate.of(List.of(first), ids -> Map.of(), request, NOW).words())
        .endsWith("; " + whole.words());
  }

  @Test
  void whatOneRunCannotRead_isNamed_andNotCounted() {
    SnapshotSet due = verified(0, "-", "-");
    VerifyRequest request = request(10_000, true, 10_000);

    ManifestEstimate estimate =
        ManifestEstimate.of(
            List.of(due), Map.of(id(due, 0), 10_000 * BLOCK, id(due, 1), 10_001 * BLOCK), request);

    assertThat(estimate.tooLarge()).isEqualTo(1);
    assertThat(estimate.blocks()).isEqualTo(10_000);
    assertThat(estimate.seconds()).isEqualTo(67);
    assertThat(estimate.runs()).isEqualTo(1);
    assertThat(estimate.words())
        .startsWith(
            "manifests for 2 snapshots, reading every block of 2: at most 10000 blocks, 10000 requests, at"
                + " most 0.030000 dollars")
        .endsWith(
            ", about PT1M7S in 1 run; 1 snapshot needs more than a run may take and gets none");
    assertThat(ManifestEstimate.of(List.of(due), Map.of(), request).words())
        .endsWith("; 2 snapshots need more than a run may take and get none");
    // Six hours at 150 blocks a second.
    assertThat(
            ManifestEstimate.of(
                    List.of(due),
                    Map.of(id(due, 0), 3_240_000 * BLOCK, id(due, 1), 3_240_001 * BLOCK),
                    request(10_000, true, 1_000_000_000))
                .tooLarge())
        .isEqualTo(1);
    assertThat(
            ManifestEstimate.of(
                    List.of(due),
                    Map.of(id(due, 0), 6_000 * BLOCK, id(due, 1), 6_000 * BLOCK),
                    request)
                .runs())
        .isEqualTo(2);
    assertThat(Optional.of(ManifestEstimate.of(List.of(), Map.of(), request).words()).get())
        .contains("0 runs")
        .doesNotContain("none");
  }
}
