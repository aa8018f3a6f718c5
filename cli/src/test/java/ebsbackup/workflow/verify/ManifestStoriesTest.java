package ebsbackup.workflow.verify;

import static ebsbackup.workflow.TestCloud.daily;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.aws.SnapshotContents;
import ebsbackup.manifest.Difference;
import ebsbackup.manifest.DiskReader;
import ebsbackup.manifest.Manifest;
import ebsbackup.manifest.ManifestReader;
import ebsbackup.manifest.ManifestWriter;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.ec2.Disk;
import embeddedcloud.s3.EmbeddedS3.StoredObject;
import embeddedcloud.states.Execution;
import embeddedcloud.states.TaskOutcome;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The workflow stores the SHA-256 of every block, and what that proves later. */
class ManifestStoriesTest {
  private static final String REQUEST = "{\"plan\": \"daily\", \"manifest\": true}";
  private static final String TAG = "ebs-backup:manifest";

  private final VerifyWorld world =
      new VerifyWorld(TestCloud.settings(), Map.of("ManifestBucket", "proofs"));
  private final String shop = world.launch();

  private Map<String, StoredObject> objects() {
    return world.cloud.cloud().s3().objects();
  }

  private Snapshot data(String run) {
    return world.ofRun(run).stream()
        .filter(snapshot -> snapshot.volumeId().equals(world.cloud.data(shop)))
        .findFirst()
        .orElseThrow();
  }

  private static String key(Snapshot snapshot, int part) {
    return "proofs/manifests/%s/%05d".formatted(snapshot.snapshotId(), part);
  }

  /** The manifest of a snapshot as the command line makes it. */
  private String readAll(String snapshotId) throws IOException {
    StringWriter text = new StringWriter();
    try (DiskReader disk =
        new DiskReader(new SnapshotContents(world.cloud.ec2().ebs(), snapshotId), 1)) {
      ManifestWriter writer = new ManifestWriter(text, new Manifest.Disk(snapshotId, disk.size()));
      for (var page = disk.next(); page.isPresent(); page = disk.next()) {
        for (Manifest.Entry entry : disk.read(page.get())) {
          writer.add(entry);
        }
      }
      Manifest.End unused = writer.finish();
    }
    return text.toString();
  }

  private static String lastLine(String manifest) {
    return manifest.lines().toList().getLast();
  }

  private void assertTagged(Snapshot snapshot) throws IOException {
    assertThat(TestCloud.tag(current(snapshot).tags(), TAG).orElse("none"))
        .startsWith(lastLine(readAll(snapshot.snapshotId())).replace("# sha256 ", "sha256:"));
  }

  private Snapshot current(Snapshot snapshot) {
    return world.cloud.snapshots().stream()
        .filter(each -> each.snapshotId().equals(snapshot.snapshotId()))
        .findFirst()
        .orElseThrow();
  }

  private static Map<?, ?> manifests(VerifyWorld.Verified verified) {
    return (Map<?, ?>) verified.report().get("manifests");
  }

  /** What the report says of the data volume. */
  private Map<?, ?> line(VerifyWorld.Verified verified) {
    return ((List<?>) manifests(verified).get("lines"))
        .stream()
            .<Map<?, ?>>map(line -> (Map<?, ?>) line)
            .filter(line -> line.get("volumeId").equals(world.cloud.data(shop)))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void everySnapshotOfTheNewestSet_getsAManifest_andItsTagIsWhatTheCommandLineComputes()
      throws IOException {
    String old = world.night();
    String night = world.night();

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    for (Snapshot snapshot : world.ofRun(night)) {
      assertTagged(snapshot);
    }
    assertThat(world.tags(old, TAG)).containsExactly("none");
    assertThat(objects())
        .containsOnlyKeys(
            world.ofRun(night).stream()
                .flatMap(
                    snapshot ->
                        snapshot.volumeId().equals(world.cloud.data(shop))
                            ? Stream.of(key(snapshot, 0), key(snapshot, 1))
                            : Stream.of(key(snapshot, 0)))
                .toList());
    assertThat(manifests(verified).get("made")).isEqualTo(2L);
    assertThat(manifests(verified).get("due")).isEqualTo(0L);
    assertThat(verified.summary()).contains("2 manifests stored, 0 failed, with ");
    assertThat(world.verify(REQUEST).status()).isEqualTo("NOTHING_TO_VERIFY");
  }

  @Test
  void laterManifests_readOnlyWhatChanged() throws IOException {
    world.writeText(shop, 200, 50, 1);
    world.writeText(shop, 18_000, 5, 1);
    world.night();
    world.verify(REQUEST);
    world.writeText(shop, 210, 3, 2);
    world.writeText(shop, 18_002, 1, 2);
    String second = world.night();
    String third = world.night();
    long before = world.cloud.calls().count("GetSnapshotBlock");
    long allBefore = ebsCalls();

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertThat(verified.count("requests") + (Long) manifests(verified).get("requests"))
        .isEqualTo(ebsCalls() - allBefore);
    // The third is compared with the second, not again with the first.
    assertThat(manifests(verified).get("blocksRead")).isEqualTo(4L);
    assertThat(world.cloud.calls().count("GetSnapshotBlock") - before).isLessThan(60);
    assertTagged(data(second));
    assertTagged(data(third));
    assertThat(line(verified).get("note")).isEqualTo("");
  }

  private long ebsCalls() {
    return Stream.of("ListSnapshotBlocks", "ListChangedBlocks", "GetSnapshotBlock")
        .mapToLong(action -> world.cloud.calls().count(action))
        .sum();
  }

  @Test
  void aVolumeThatGrew_isReadBehindItsOldEnd() throws IOException {
    world.night();
    world.verify(REQUEST);
    world.cloud.ec2().modifyVolume(r -> r.volumeId(world.cloud.data(shop)).size(20));
    world.cloud.pass(Duration.ofHours(12));
    world.writeText(shop, 39_000, 2, 1);
    String grown = world.night();

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(line(verified).get("blocksRead")).isEqualTo(2L);
    assertThat(objects()).containsKey(key(data(grown), 2));
    assertTagged(data(grown));
  }

  /** The estimate is what then happens. */
  @Test
  void aDryRun_readsNothingAndWritesNothing_andSaysWhatTheRunThenReads() {
    world.writeText(shop, 100, 10, 1);
    String night = world.night();
    String request = REQUEST.replace("}", ", \"dryRun\": true}");

    VerifyWorld.Verified dry = world.verify(request);

    assertThat(dry.status()).as(dry.summary()).isEqualTo("DRY_RUN");
    assertThat(dry.execution().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.tags(night, TAG)).containsExactly("none");
    assertThat(world.tags(night)).containsExactly("none");
    assertThat(objects()).isEmpty();
    for (String call :
        List.of("ListSnapshotBlocks", "ListChangedBlocks", "GetSnapshotBlock", "CreateTags")) {
      assertThat(world.cloud.calls().count(call)).as(call).isZero();
    }
    Map<?, ?> estimate = (Map<?, ?>) dry.report().get("estimate");
    VerifyWorld.Verified verified = world.verify(REQUEST);
    assertThat(estimate.get("sets")).isEqualTo(verified.count("sets"));
    assertThat(((Map<?, ?>) estimate.get("manifests")).get("blocks"))
        .isEqualTo(manifests(verified).get("blocksRead"));
    assertThat(world.verify(request).summary())
        .contains("0 sets of 0 volumes without a verdict", "manifests for 0 snapshots");
  }

  /** A wrong bit: of a copy, or of a volume that was restored. */
  @Test
  void oneWrongBit_isNamedByItsBlock() throws IOException {
    world.writeText(shop, 100, 10, 1);
    String night = world.night();
    world.verify(REQUEST);
    Snapshot good = data(night);
    String volume =
        world
            .cloud
            .ec2()
            .createVolume(r -> r.snapshotId(good.snapshotId()).availabilityZone(TestCloud.ZONE))
            .volumeId();
    world.cloud.pass(Duration.ofHours(1));
    long place = 104L * TestCloud.BLOCK + 77;
    byte[] bit = world.cloud.ec2().disk(volume).read(place, 1);
    bit[0] ^= 0x10;
    world.cloud.ec2().disk(volume).write(place, bit);
    String copy = world.cloud.ec2().createSnapshot(r -> r.volumeId(volume)).snapshotId();
    world.cloud.pass(Duration.ofHours(1));

    Difference difference =
        Difference.between(
            new ManifestReader("stored", new StringReader(objects().get(key(good, 0)).body())),
            new ManifestReader("copy", new StringReader(readAll(copy))));

    assertThat(difference.ranges()).containsExactly(new Difference.Range(104, 104));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "changed", "exchanged", "untagged"})
  void anEarlierManifestThatCannotBeTrusted_isNotUsed(String fault) throws IOException {
    world.writeText(shop, 100, 10, 1);
    Snapshot first = data(world.night());
    world.verify(REQUEST);
    String key = key(first, 0);
    String text = objects().get(key).body();
    switch (fault) {
      case "missing" -> world.cloud.cloud().s3().delete(key);
      case "changed" ->
          world
              .cloud
              .cloud()
              .s3()
              .replace(key, new StoredObject("", text.replaceFirst("\n101 .", "\n101 z")));
      case "exchanged" -> {
        // A whole manifest of its own, with one block less.
        StringWriter forged = new StringWriter();
        Manifest.Disk disk = new Manifest.Disk(first.snapshotId(), 10L << 30);
        ManifestWriter writer = new ManifestWriter(forged, disk);
        try (ManifestReader reader = new ManifestReader(key, new StringReader(text))) {
          Manifest.Entry dropped = reader.take();
          while (reader.peek().isPresent()) {
            writer.add(reader.take());
          }
          assertThat(dropped.index()).isZero();
        }
        Manifest.End unused = writer.finish();
        world.cloud.cloud().s3().replace(key, new StoredObject("", forged.toString()));
      }
      default -> {
        Tag tag = Tag.builder().key(TAG).value("x").build();
        world.cloud.ec2().createTags(r -> r.resources(first.snapshotId()).tags(tag));
      }
    }
    Snapshot second = data(world.night());

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertTagged(second);
    long written = readAll(second.snapshotId()).lines().count() - 3;
    assertThat((Long) line(verified).get("blocksRead")).isGreaterThanOrEqualTo(written);
    if (!fault.equals("untagged")) {
      assertThat(String.valueOf(line(verified).get("note"))).startsWith("every block was read: ");
    }
  }

  @Test
  void anObjectThatExists_isNeverOverwritten() throws IOException {
    Snapshot snapshot = data(world.night());
    StoredObject other = new StoredObject("text/plain", "other");
    world.cloud.cloud().s3().replace(key(snapshot, 0), other);

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).isEqualTo("PARTIAL");
    assertThat(verified.summary()).contains(key(snapshot, 0) + " exists and has other contents");
    assertThat(objects()).containsEntry(key(snapshot, 0), other);
    assertThat(TestCloud.tag(current(snapshot).tags(), TAG)).isEmpty();
  }

  @Test
  void aManifestThatFails_makesNoBackupFail_andHidesNoVerdict() {
    world.cloud.cloud().s3().deny(Integer.MAX_VALUE);

    String run = world.night(daily("\"verify\": {\"manifest\": true}"));

    assertThat(world.tags(run)).singleElement().asString().startsWith("sound ");
    assertThat(world.cloud.cloud().executions())
        .extracting(
            execution -> execution.arn().replaceFirst(".*ebs-backup-(\\w+):.*", "$1"),
            execution -> execution.status())
        .contains(
            tuple("backup", ExecutionStatus.SUCCEEDED), tuple("verify", ExecutionStatus.FAILED));
    assertThat(world.cloud.cloud().messages().getLast().toString())
        .contains("verification of plan daily ended FAILED")
        .contains(" has no manifest: ")
        .contains("PutObject: AccessDenied");
  }

  @Test
  void whatIsThrottled_isBroughtAgainAfterAMinute() throws IOException {
    Snapshot snapshot = data(world.night());
    world.cloud.cloud().s3().refuse(1, "SlowDown", 503);

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertTagged(snapshot);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9940 | needs to read 61 blocks, but maxManifestRequests leaves only 57 requests",
        "10000 | listing its blocks takes more than 0 requests"
      })
  void aManifestThatNeedsMoreRequests_isNotBegun(int made, String note) {
    world.writeText(shop, 0, 60, 1);
    // On a page of its own.
    world.writeText(shop, 18_000, 1, 1);
    Snapshot snapshot = data(world.night());

    TaskOutcome outcome =
        world.cloud.invoke(
            "HashBlocks",
            """
            {"request": {"plan": "daily", "manifest": true, "maxManifestRequests": 10000},
             "due": [{"volumeId": "%s", "snapshotId": "%s"}],
             "deadline": "2027-01-01T00:00:00Z",
             "manifests": {"requests": %d}}
            """
                .formatted(snapshot.volumeId(), snapshot.snapshotId(), made));

    assertThat(outcome.toString()).contains(note);
    assertThat(objects()).isEmpty();
    assertThat(world.cloud.calls().count("GetSnapshotBlock")).isZero();
  }

  /** A prune can run at the same time. */
  @Test
  void aSnapshotThatIsDeletedWhileItIsRead_isNotAFault() {
    Snapshot snapshot = data(world.night());
    world.cloud.ec2().deleteSnapshot(r -> r.snapshotId(snapshot.snapshotId()));

    String answer = hashed(snapshot, "");

    assertThat(answer).contains("\"later\":[]", "\"made\":0", "\"notMade\":0");
  }

  @Test
  void aBaseThatIsDeletedWhileItIsCompared_isNotUsed() {
    world.writeText(shop, 0, 5, 1);
    Snapshot base = data(world.night());
    world.verify(REQUEST);
    Snapshot snapshot = data(world.night());
    world.cloud.ec2().deleteSnapshot(r -> r.snapshotId(base.snapshotId()));

    String answer = hashed(snapshot, "\"base\": \"%s\",".formatted(base.snapshotId()));

    assertThat(answer).contains("\"later\":[]", "\"made\":1", "\"notMade\":0");
    assertThat(answer).doesNotContain(base.snapshotId());
  }

  /** The answer to a step on a snapshot of which nothing is stored, but which was begun. */
  private String hashed(Snapshot snapshot, String more) {
    TaskOutcome outcome =
        world.cloud.invoke(
            "HashBlocks",
            """
            {"request": {"plan": "daily", "manifest": true},
             "due": [{"volumeId": "%s", "snapshotId": "%s", %s
                      "begun": {"next": 0, "size": %d, "blocksRead": 0}}],
             "deadline": "2027-01-01T00:00:00Z",
             "manifests": {}}
            """
                .formatted(
                    snapshot.volumeId(),
                    snapshot.snapshotId(),
                    more,
                    (long) snapshot.volumeSize() << 30));
    return ((TaskOutcome.Succeeded) outcome).payload();
  }

  @Test
  void manifestsWithoutABucket_areRefusedBeforeAnythingIsRead() {
    VerifyWorld without = new VerifyWorld();
    without.launch();
    without.night();

    VerifyWorld.Verified verified = without.verify(REQUEST);

    assertThat(verified.execution().error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(verified.execution().cause().orElseThrow())
        .startsWith("manifest: expected false, or a stack whose parameter ManifestBucket");
    assertThat(without.cloud.calls().count("ListSnapshotBlocks")).isZero();
    Execution backup =
        without
            .cloud
            .cloud()
            .run("backup", Optional.empty(), daily("\"verify\": {\"manifest\": true}"));
    assertThat(backup.status())
        .as("only the verification fails")
        .isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @Test
  void aBucketOfAnotherAccount_getsNothing() {
    world.cloud.cloud().s3().deleteBucket("proofs");
    world.cloud.cloud().s3().createBucket("proofs", "999999999999");
    world.night();

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).isEqualTo("PARTIAL");
    assertThat(verified.summary()).contains("0 manifests stored, 1 failed", "PutObject");
    assertThat(objects()).isEmpty();
  }

  @Test
  void aManifestThatTheTimeDoesNotSufficeFor_isNotBegun() {
    world.writeText(shop, 0, 300, 1);
    Snapshot snapshot = data(world.night());

    TaskOutcome outcome =
        world.cloud.invoke(
            "HashBlocks",
            """
            {"request": {"plan": "daily", "manifest": true},
             "due": [{"volumeId": "%s", "snapshotId": "%s"}],
             "deadline": "%s",
             "manifests": {}}
            """
                .formatted(
                    snapshot.volumeId(),
                    snapshot.snapshotId(),
                    world.cloud.cloud().clock().instant().plusSeconds(1)));

    assertThat(outcome.toString()).contains("which takes about PT", "but the run ends at");
    assertThat(objects()).isEmpty();
  }

  @Test
  void aSnapshotWithoutAPlaceForTheTag_isNamed() {
    Snapshot snapshot = data(world.night());
    List<Tag> many =
        IntStream.range(0, 50 - snapshot.tags().size())
            .mapToObj(i -> Tag.builder().key("k" + i).value("v").build())
            .toList();
    world.cloud.ec2().createTags(r -> r.resources(snapshot.snapshotId()).tags(many));

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).isEqualTo("PARTIAL");
    assertThat(verified.summary())
        .contains(
            "%s has no manifest: the snapshot has no room for another tag"
                .formatted(snapshot.snapshotId()));
    assertThat(objects().keySet()).noneMatch(name -> name.contains(snapshot.snapshotId()));
  }

  @Test
  void aSnapshotThatIsDeletedMeanwhile_isNotAFault() {
    Snapshot snapshot = data(world.night());
    world
        .cloud
        .cloud()
        .onCall(
            new CallListener() {
              @Override
              public void after(AwsCall call) {
                if (call.action().equals("s3:PutObject")
                    && objects().containsKey(key(snapshot, 1))) {
                  world.cloud.ec2().deleteSnapshot(r -> r.snapshotId(snapshot.snapshotId()));
                }
              }
            });

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertThat(manifests(verified).get("made")).isEqualTo(1L);
    assertThat(manifests(verified).get("notMade")).isEqualTo(0L);
  }

  @Test
  void archivedSnapshots_areLeftOut() {
    Snapshot snapshot = data(world.night());
    world
        .cloud
        .ec2()
        .modifySnapshotTier(r -> r.snapshotId(snapshot.snapshotId()).storageTier("archive"));
    world.cloud.pass(Duration.ofDays(3));

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(manifests(verified).get("made")).isEqualTo(1L);
  }

  @Test
  void oneDisk_launchedLarger_hasThePartsOfItsSize() {
    String large = world.cloud.launch(new Disk("/dev/sdf", 33));
    world.night();

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).isEqualTo("SUCCEEDED");
    String id = world.cloud.snapshotsOf(world.cloud.data(large)).getFirst().snapshotId();
    assertThat(objects().keySet()).filteredOn(key -> key.contains(id)).hasSize(5);
  }
}
