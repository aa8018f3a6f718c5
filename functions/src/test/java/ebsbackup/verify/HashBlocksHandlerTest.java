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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final long SIZE = 8L << 30;
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";
  private static final String BASE = "snap-00000000000000002";
  private static final String WITH_BASE = ", \"base\": \"%s\"".formatted(BASE);
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
                     "due": [{"volumeId": "%s", "snapshotId": "%s"%s}],
                     "deadline": "2026-03-01T06:01:30Z", "manifests": {"requests": %d}}
                    """
                        .formatted(VOLUME, COPY, due, requests),
                    HashBlocksHandler.Input.class),
            null);
  }

  private ComparedCopies compared() {
    return handle(", \"original\": \"%s\"".formatted(ORIGINAL), 0)
        .manifests()
        .copies()
        .orElseThrow();
  }

  private HashBlocksHandler.Output hashed(int next, int requests) {
    return handle(
        ", \"begun\": {\"next\": %d, \"size\": %d, \"blocksRead\": 0}".formatted(next, SIZE),
        requests);
  }

  /** A copy with these tags in addition to those of its set. */
  private static Snapshot copy(String id, Instant startTime, Map<String, String> more) {
    Snapshot of = Samples.snapshots("daily/1", startTime, "completed").getFirst();
    Map<String, String> tags = new HashMap<>(of.tags());
    tags.put(
        SetTags.COPY,
        new CopyOf(ORIGINAL, "123456789012", "eu-west-1", startTime, VOLUME, 1, KEY).text());
    tags.putAll(more);
    return SnapshotBuilder.like(of).id(id).encrypted(true, KEY).tags(tags).build();
  }

  /** A manifest whose first block has this digit in its checksum. */
  private static String manifest(String snapshotId, String digit) throws IOException {
    return new String(
        ManifestParts.text(
            new Manifest.Disk(snapshotId, SIZE), List.of(new Manifest.Entry(0, digit.repeat(64)))),
        UTF_8);
  }

  /** The tag of that manifest. */
  private static Map<String, String> tag(String digit) throws IOException {
    String last = manifest(COPY, digit).lines().toList().getLast();
    return Map.of(SetTags.MANIFEST, new ManifestRoot(last.replace("# sha256 ", ""), 1, NOW).text());
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

    HashBlocksHandler.Output output = handle(", \"original\": \"%s\"".formatted(ORIGINAL), 0);

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
    Snapshot earlier = copy(BASE, NIGHT, Map.of());
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

  /** The size of the snapshot, and that many blocks. */
  private static String listed(int blocks) {
    return IntStream.range(0, blocks)
        .mapToObj("{\"BlockIndex\": %d, \"BlockToken\": \"token\"}"::formatted)
        .collect(
            Collectors.joining(
                ",", "{\"VolumeSize\": 8, \"ExpiryTime\": 1772409600, \"Blocks\": [", "]}"));
  }

  private static String changed(int blocks) {
    return IntStream.range(0, blocks)
        .mapToObj("{\"BlockIndex\": %d, \"SecondBlockToken\": \"token\"}"::formatted)
        .collect(Collectors.joining(",", "{\"ChangedBlocks\": [", "]}"));
  }

  /** The next item after the first step, since the second one is throttled. */
  private static DueManifest begun(HashBlocksHandler.Output output) {
    assertThat(output.waitSeconds()).isPositive();
    assertThat(output.later()).hasSize(1);
    return output.later().getFirst();
  }

  private void throttled() {
    clients.reply(400, "{\"__type\": \"RequestThrottledException\"}");
  }

  @Test
  void aSnapshotThatIsGone_isNotReported() {
    clients.reply(200, NO_SNAPSHOT);

    HashBlocksHandler.Output output = handle("", 0);

    assertThat(output.later()).isEmpty();
    assertThat(output.manifests().lines()).isEmpty();
  }

  /** 1,001 blocks need a second listing of 1,000 blocks, and the part one request. */
  @ParameterizedTest
  @CsvSource({"3, 4, true", "3, 3, false", "1001, 1003, true", "1001, 1002, false"})
  void aSnapshotIsBegunOnlyIfTheRequestsSuffice(int blocks, int left, boolean begun) {
    clients.reply(200, described(copy(COPY, NIGHT, Map.of()))).reply(200, listed(blocks));
    throttled();

    HashBlocksHandler.Output output = handle("", 10_000 - left - 1);

    assertThat(output.later()).hasSize(begun ? 1 : 0);
    assertThat(output.manifests().notMade()).isEqualTo(begun ? 0 : 1);
  }

  @Test
  void everyRequestCounts_alsoOneThatFails() {
    clients.reply(200, described(copy(COPY, NIGHT, Map.of())));
    throttled();

    assertThat(handle("", 7).manifests().requests()).isEqualTo(8);
  }

  @Test
  void theRequestsOfOneSnapshot_areNotLeftForTheNext() {
    Snapshot copy = copy(COPY, NIGHT, Map.of());
    clients
        .reply(200, described(copy))
        .reply(200, listed(3))
        .reply(200, described(copy))
        .reply(200, listed(0));
    throttled();
    String next = "}, {\"volumeId\": \"%s\", \"snapshotId\": \"%s\"".formatted(VOLUME, COPY);

    assertThat(handle(next, 10_000 - 2).manifests().notMade()).isEqualTo(2);
  }

  @Test
  void aSnapshotWithoutBlocks_hasAManifest_andItsListingsCount() throws IOException {
    String empty = new String(ManifestParts.text(new Manifest.Disk(COPY, SIZE), List.of()), UTF_8);
    clients
        .reply(200, described(copy(COPY, NIGHT, Map.of())))
        .reply(200, listed(0))
        .reply(200, listed(0))
        .reply(200, "")
        .reply(200, empty)
        .reply(200, described(copy(COPY, NIGHT, Map.of())));

    HashBlocksHandler.Output output = handle("", 0);

    assertThat(output.manifests().made()).isEqualTo(1);
    assertThat(output.manifests().requests()).isEqualTo(2);
    assertThat(tagged()).singleElement().asString().contains(SetTags.MANIFEST);
  }

  /**
   * With a base, only the changed blocks are read, so the blocks of the snapshot are not listed.
   */
  @Test
  void aGoodBase_isUsed() throws IOException {
    base(tag("a"));
    clients.reply(200, changed(1));
    throttled();

    DueManifest due = begun(handle(WITH_BASE, 10_000 - 3));

    assertThat(due.base()).contains(BASE);
    assertThat(due.begun().orElseThrow().note()).isEmpty();
    assertThat(clients.sent()).noneMatch(sent -> sent.contains("/blocks?"));
  }

  @ParameterizedTest
  @CsvSource({
    "b, , the stored manifest of snap-00000000000000002 does not match its tag",
    "none, , snap-00000000000000002 no longer has a manifest",
    "a, UNRELATED_SNAPSHOTS, snap-00000000000000002 belongs to another lineage"
  })
  void aBaseThatCannotBeUsed_isNotUsed_andTheReasonIsNoted(
      String tag, String refusal, String reason) throws IOException {
    base(tag.equals("none") ? Map.of() : tag(tag));
    if (refusal != null) {
      clients.reply(
          400, "{\"__type\": \"ValidationException\", \"Reason\": \"%s\"}".formatted(refusal));
    }
    clients.reply(200, listed(1));
    throttled();

    DueManifest due = begun(handle(WITH_BASE, 0));

    assertThat(due.base()).isEmpty();
    assertThat(due.begun().orElseThrow().note()).contains("every block was read: " + reason);
  }

  @Test
  void aBlockThatTheSnapshotNoLongerHas_isNotRead() throws IOException {
    base(tag("a"));
    clients.reply(
        200,
        """
        {"ChangedBlocks": [{"BlockIndex": 0, "FirstBlockToken": "token"},
                           {"BlockIndex": 1, "SecondBlockToken": "token"}]}
        """);
    throttled();

    // The listing, the block, and the part.
    assertThat(handle(WITH_BASE, 10_000 - 3).later()).hasSize(1);
  }

  /** A refused read: the base may be gone, or both are still there and the refusal counts. */
  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void aRefusedRead_readsEveryBlock_onlyIfTheBaseIsGone(boolean exists, boolean again)
      throws IOException {
    Snapshot copy = copy(COPY, NIGHT, Map.of());
    clients
        .reply(200, manifest(BASE, "a"))
        .reply(200, manifest(BASE, "a"))
        .reply(400, "{\"__type\": \"ValidationException\", \"Message\": \"no such snapshot\"}")
        .reply(200, described(copy))
        .reply(200, exists ? described(copy(BASE, NIGHT, Map.of())) : NO_SNAPSHOT);
    if (again) {
      clients.reply(200, NO_SNAPSHOT);
    }

    HashBlocksHandler.Output output =
        handle(
            WITH_BASE
                + ", \"begun\": {\"next\": 0, \"size\": %d, \"blocksRead\": 0}".formatted(SIZE),
            0);

    // Reading every block begins with a look at the snapshot.
    assertThat(output.manifests().notMade()).isEqualTo(again ? 0 : 1);
    assertThat(output.manifests().requests()).isEqualTo(1);
  }

  @Test
  void aSnapshotThatIsDeletedWhileItsPartsAreStored_isNotTagged() throws IOException {
    clients.reply(200, manifest(COPY, "a")).reply(200, NO_SNAPSHOT);

    HashBlocksHandler.Output output = hashed(1, 0);

    assertThat(output.later()).isEmpty();
    assertThat(output.manifests().lines()).isEmpty();
    assertThat(tagged()).isEmpty();
  }

  @Test
  void aSnapshotWhoseTagsWereFilledWhileItsPartsAreStored_isNotTagged() throws IOException {
    Map<String, String> tags = new HashMap<>();
    IntStream.range(0, 50).forEach(i -> tags.put("team-" + i, "x"));
    clients.reply(200, manifest(COPY, "a")).reply(200, described(copy(COPY, NIGHT, tags)));

    HashBlocksHandler.Output output = hashed(1, 0);

    assertThat(output.manifests().lines().getFirst().note())
        .isEqualTo("its parts are stored, but the snapshot has no room for another tag");
    assertThat(tagged()).isEmpty();
  }

  /** The snapshot, and its base with these tags and the manifest "a". */
  private void base(Map<String, String> tags) throws IOException {
    clients
        .reply(200, described(copy(COPY, NIGHT, Map.of())))
        .reply(200, described(copy(BASE, NIGHT, tags)));
    if (!tags.isEmpty()) {
      clients.reply(200, manifest(BASE, "a")).reply(200, manifest(BASE, "a"));
    }
  }
}
