package ebsbackup.verify;

import static ebsbackup.aws.SnapshotReplies.described;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.json.Json;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestParts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A snapshot that is gone, a verdict on the wrong set, or a verdict that is lost. */
class HashBlocksHandlerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");
  private static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");
  private static final String COPY = "snap-00000000000000001";
  private static final String ORIGINAL = "snap-0000000000000000a";
  private static final String VOLUME = Samples.volumeId(0);
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";
  private static final String NO_SNAPSHOT = "<R/>";

  private final CannedClients clients = new CannedClients(Map.of());

  private HashBlocksHandler.Output handle(String due, int requests) {
    Wiring wiring =
        new Wiring(
            clients,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Map.of(
                "MANIFEST_BUCKET", "proofs-of-copies",
                "ACCOUNT_ID", "123456789012",
                "PULL_MANIFEST_BUCKET", "proofs",
                "PULL_FROM_REGION", "eu-west-1",
                "PULL_FROM_ACCOUNT", ""));
    return new HashBlocksHandler(wiring)
        .handleRequest(
            new Json()
                .read(
                    """
                    {"request": {"plan": "copies", "manifest": true, "maxManifestRequests": 10000},
                     "due": [{"volumeId": "%s", "snapshotId": "%s", %s}],
                     "deadline": "2026-03-01T12:00:00Z", "manifests": {"requests": %d}}
                    """
                        .formatted(VOLUME, COPY, due, requests),
                    HashBlocksHandler.Input.class),
            null);
  }

  private ComparedCopies compared() {
    return handle("\"original\": \"%s\"".formatted(ORIGINAL), 0).manifests().copies().orElseThrow();
  }

  private HashBlocksHandler.Output hashed(int next, int requests) {
    return handle(
        "\"begun\": {\"next\": %d, \"size\": %d, \"blocksRead\": 0}".formatted(next, 1L << 30),
        requests);
  }

  /** A copy with these tags in addition to those of its set. */
  private static Snapshot copy(String id, Instant startTime, Map<String, String> more) {
    Snapshot of = Samples.snapshots("daily/1", startTime, "completed").getFirst();
    Map<String, String> tags = new HashMap<>(of.tags());
    tags.put(
        SetTags.COPY,
        new CopyOf(
                ORIGINAL, "123456789012", "eu-west-1", startTime, VOLUME, 1, KEY)
            .text());
    tags.putAll(more);
    return SnapshotBuilder.like(of).id(id).encrypted(true, KEY).tags(tags).build();
  }

  /** The manifest of a disk of 1 GiB whose first block has this digit in its checksum. */
  private static String manifest(String snapshotId, String digit) throws IOException {
    return new String(
        ManifestParts.text(
            new Manifest.Disk(snapshotId, 1L << 30),
            List.of(new Manifest.Entry(0, digit.repeat(64)))),
        UTF_8);
  }

  /** The tag of that manifest. */
  private static Map<String, String> tag(String digit) throws IOException {
    String last = manifest(COPY, digit).lines().toList().getLast();
    return Map.of(
        SetTags.MANIFEST, new ManifestRoot(last.replace("# sha256 ", ""), 1, NOW).text());
  }

  private List<String> tagged() {
    return clients.sent().stream().filter(sent -> sent.contains(" CreateTags")).toList();
  }

  /** Each manifest is read twice: for its disk, and for its blocks. */
  private void storedManifests(String ofCopy, String ofOriginal) throws IOException {
    clients
        .reply(200, manifest(COPY, ofCopy))
        .reply(200, manifest(ORIGINAL, ofOriginal))
        .reply(200, manifest(COPY, ofCopy))
        .reply(200, manifest(ORIGINAL, ofOriginal));
  }

  @Test
  void aCopyThatIsGone_isNotReported() {
    clients.reply(200, NO_SNAPSHOT);

    HashBlocksHandler.Output output = handle("\"original\": \"%s\"".formatted(ORIGINAL), 0);

    assertThat(output.later()).isEmpty();
    assertThat(output.manifests().copies()).isEmpty();
  }

  @Test
  void aCopyWithoutItsManifestTag_isUnknown() {
    clients.reply(200, described(copy(COPY, NIGHT, Map.of())));

    ComparedCopies compared = compared();

    assertThat(compared.unknown()).isEqualTo(1);
    assertThat(compared.lines().getFirst().note()).isEqualTo("the copy no longer has a manifest");
  }

  @Test
  void aCopyThatCannotBeCompared_isNotRecordedAsCompared() throws IOException {
    clients.reply(200, described(copy(COPY, NIGHT, tag("b"))));
    storedManifests("a", "a");

    assertThat(compared().unknown()).isEqualTo(1);

    assertThat(tagged()).isEmpty();
  }

  @Test
  void anEqualCopy_hasNoCommandsToListDifferences() throws IOException {
    clients.reply(200, described(copy(COPY, NIGHT, tag("a"))));
    storedManifests("a", "a");

    ComparedCopies compared = compared();

    assertThat(compared.equal()).isEqualTo(1);
    assertThat(compared.lines().getFirst().note()).isEmpty();
    assertThat(tagged()).singleElement().asString().contains(SetTags.SOURCE_MANIFEST);
  }

  /** A verdict that needs a decision, or has one, stays; an automatic one does not. */
  @ParameterizedTest
  @CsvSource({
    "sound 2026-03-01T04:00:00Z, true",
    "suspect 2026-03-01T04:00:00Z much became noise, false",
    "damaged 2026-03-01T04:00:00Z GPT header, false",
    "ok by Ann, false"
  })
  void aDifference_makesItsOwnSetDamaged_unlessAPersonDecides(String before, boolean damaged)
      throws IOException {
    Map<String, String> tags = new HashMap<>(tag("a"));
    tags.put(SetTags.VERIFIED, before);
    Snapshot copy = copy(COPY, NIGHT.plus(Duration.ofMinutes(5)), tags);
    // Another set of the same run and source, which a lost response can cause.
    Snapshot earlier = copy("snap-00000000000000002", NIGHT, Map.of());
    clients.reply(200, described(copy));
    storedManifests("a", "b");
    clients.reply(200, described(earlier, copy));

    assertThat(compared().different()).isEqualTo(1);

    List<String> verdicts =
        tagged().stream().filter(sent -> sent.contains(SetTags.VERIFIED)).toList();
    assertThat(verdicts).hasSize(damaged ? 1 : 0);
    assertThat(verdicts)
        .allSatisfy(sent -> assertThat(sent).contains(COPY).doesNotContain(earlier.snapshotId()));
  }

  @Test
  void whatTheRunMayStillRead_shrinksWithWhatItHasRead() {
    HashBlocksHandler.Output output = hashed(0, 10_000);

    assertThat(output.manifests().lines().getFirst().note())
        .isEqualTo("maxManifestRequests is used up");
    assertThat(clients.sent()).isEmpty();
  }

  @Test
  void aStoredPartThatIsMissing_isNamed() {
    clients.reply(404, "<Error><Code>NoSuchKey</Code></Error>");

    HashBlocksHandler.Output output = hashed(1, 0);

    assertThat(output.later()).isEmpty();
    assertThat(output.manifests().lines().getFirst().note())
        .isEqualTo("manifests/%s/00000 is missing".formatted(COPY));
  }
}
