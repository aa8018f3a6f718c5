package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyOfTest {
  private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1";
  private static final CopyOf COPY =
      new CopyOf(
          "snap-0123456789abcdef0",
          "444455556666",
          "eu-central-1",
          Instant.parse("2026-03-01T03:00:20.123Z"),
          Samples.volumeId(0),
          2,
          KEY);

  private static Optional<CopyOf> read(String value) {
    return CopyOf.read(Map.of("ebs-backup:copy", value));
  }

  @Test
  void whatIsWritten_isRead_andFitsIntoATag() {
    assertThat(read(COPY.text())).contains(COPY);
    assertThat(COPY.text()).hasSizeLessThan(TagBudget.LONGEST_VALUE);
    assertThat(CopyOf.read(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "snap-1",
        "snap-1 444455556666 eu-central-1 2026-03-01T03:00:20Z vol-1 1",
        "vol-1 444455556666 eu-central-1 2026-03-01T03:00:20Z vol-1 1 arn:k",
        "snap-1 4444 eu-central-1 2026-03-01T03:00:20Z vol-1 1 arn:k",
        "snap-1 444455556666 eu-central-1 yesterday vol-1 1 arn:k",
        "snap-1 444455556666 eu-central-1 2026-03-01T03:00:20Z vol-1 0 arn:k",
        "snap-1 444455556666 eu-central-1 2026-03-01T03:00:20Z vol-1 1 key",
        "snap-1 444455556666 eu-central-1 2026-03-01T03:00:20Z vol-1 1 arn:k x"
      })
  void anythingElse_isNoCopyOfOurs(String value) {
    assertThat(read(value)).isEmpty();
  }

  private static Snapshot copy(int gibibytes) {
    Member member =
        new Member(Samples.volumeId(0), Optional.empty(), Samples.gp3(gibibytes), false, Map.of());
    Map<String, String> tags =
        new HashMap<>(
            new SetTags("copies", "r", Samples.INSTANCE_ID, List.of(member)).toTags(Map.of()));
    tags.put(SetTags.COPY, COPY.text());
    return SnapshotBuilder.like(
            Samples.snapshot(Samples.volumeId(0), COPY.startTime(), "completed", tags))
        .encrypted(true, KEY)
        .transferType(Optional.of("standard"))
        .build();
  }

  private static String objection(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy ? copy.reason() : "none";
  }

  @Test
  void aCopyThatWasPulled_isPartOfItsSet_whetherOrNotEc2ShowsThatItIsACopy() {
    assertThat(objection(copy(8))).isEqualTo("none");
    assertThat(objection(SnapshotBuilder.like(copy(8)).transferType(Optional.empty()).build()))
        .isEqualTo("none");
    assertThat(SnapshotSets.of(List.of(copy(8))).sets())
        .singleElement()
        .matches(SnapshotSet::good)
        .matches(SnapshotSet::copied);
  }

  @Test
  void aCopyOfAnotherSize_key_orMoment_isNone() {
    assertThat(objection(copy(9))).contains("without " + Samples.volumeId(0) + " of 8 GiB");
    assertThat(objection(SnapshotBuilder.like(copy(8)).encrypted(true, "arn:x").build()))
        .isEqualTo("it is encrypted under arn:x instead of " + KEY);
    assertThat(objection(SnapshotBuilder.like(copy(8)).encrypted(false, KEY).build()))
        .contains("it is encrypted under");
    assertThat(objection(SnapshotBuilder.like(copy(8)).encrypted(true, "").build()))
        .contains("under no key");
    assertThat(objection(SnapshotBuilder.like(copy(8)).volume("vol-ffffffff").build()))
        .isEqualTo("it was not read as a copy of snap-0123456789abcdef0");
    assertThat(objection(SnapshotBuilder.like(copy(8)).startTime(Samples.NIGHT).build()))
        .isEqualTo("it was not read as a copy of snap-0123456789abcdef0");
    assertThat(objection(SnapshotBuilder.like(copy(8)).description("[Copied snap-1] x").build()))
        .contains("another tool");
  }

  @Test
  void aPendingCopy_needNotShowItsKey() {
    assertThat(
            objection(SnapshotBuilder.like(copy(8)).state("pending").encrypted(true, "").build()))
        .isEqualTo("none");
  }

  @Test
  void oneOfTwoCopiesCounts_theCompletedOneFirst() {
    Snapshot completed = SnapshotBuilder.like(copy(8)).id("snap-2").build();
    Snapshot failed = SnapshotBuilder.like(copy(8)).id("snap-1").state("error").build();

    SnapshotSets found = SnapshotSets.of(List.of(failed, completed));

    assertThat(found.sets()).singleElement().matches(SnapshotSet::good);
    assertThat(found.ignored())
        .containsExactly(new Ignored(failed, "it is another copy in addition to snap-2"));
  }
}
