package ebsbackup.workflow.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.s3.EmbeddedS3;
import embeddedcloud.states.Execution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A verification proves that a copy in another Region or account is equal to its original. */
class ComparedCopiesTest {
  private static final String SOURCE_TAG = "ebs-backup:source-manifest";
  private static final String VERIFIED = "ebs-backup:verified";
  private static final Map<String, String> BUCKETS =
      Map.of("ManifestBucket", "proofs-of-copies", "PullManifestBucket", "proofs");

  private PullWorld world;

  @BeforeEach
  void anotherAccount() {
    begin(PullWorld.ofAccount(BUCKETS));
  }

  private void begin(PullWorld given) {
    world = given;
    source().allowReads("proofs", PullWorld.VAULT);
    world.launch(1);
  }

  private EmbeddedS3 source() {
    return world.source.cloud().s3();
  }

  /** A run of the verify workflow, and its report. */
  private record Verified(Execution execution, Map<?, ?> report) {
    String status() {
      return String.valueOf(report.get("status"));
    }

    String summary() {
      return String.valueOf(report.get("summary"));
    }

    long copies(String count) {
      Map<?, ?> manifests = (Map<?, ?>) report.get("manifests");
      return (Long) ((Map<?, ?>) manifests.get("copies")).get(count);
    }
  }

  private static Verified verify(TestCloud cloud, String plan) {
    Execution execution =
        cloud
            .cloud()
            .run(
                "verify",
                Optional.empty(),
                "{\"plan\": \"%s\", \"manifest\": true}".formatted(plan));
    return new Verified(execution, PullWorld.report(execution));
  }

  private Verified verifyCopies() {
    return verify(world.vault, "copies");
  }

  private void storeManifests() {
    assertThat(verify(world.source, "daily").status()).isEqualTo("SUCCEEDED");
  }

  private Snapshot copyOfData() {
    return world.completed().stream()
        .filter(copy -> copy.volumeSize() == 10)
        .findFirst()
        .orElseThrow();
  }

  private List<String> tags(String key) {
    return world.completed().stream()
        .map(copy -> TestCloud.tag(copy.tags(), key).orElse("none"))
        .toList();
  }

  /** One wrong bit in what AWS stores of the copy. */
  private void flip(Snapshot copy, int block) throws IOException {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    world.vault.ec2().snapshotBlocks(copy.snapshotId()).exportWrittenTo(image);
    byte[] bytes = image.toByteArray();
    bytes[block * TestCloud.BLOCK + 77] ^= 0x10;
    world.vault.ec2().loadSnapshot(copy.snapshotId(), new ByteArrayInputStream(bytes));
  }

  /** The runs of which copies are left after a pull that keeps one. */
  private List<String> runsAfterAnotherNight() {
    world.night();
    world.pull("\"last\": 1", "");
    world.vault.pass(Duration.ofHours(1));
    return world.runs();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void equalCopies_areReportedAsEqual_once(boolean otherAccount) {
    if (!otherAccount) {
      begin(PullWorld.ofRegion(BUCKETS));
    }
    world.night();
    storeManifests();
    world.pull();

    Verified verified = verifyCopies();

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertThat(verified.summary())
        .contains("copies compared with their originals: 2 equal, 0 different; 0 could not be");
    for (Snapshot copy : world.completed()) {
      assertThat(TestCloud.tag(copy.tags(), SOURCE_TAG).orElseThrow().replaceFirst(" [^ ]*Z$", ""))
          .isEqualTo(
              TestCloud.tag(copy.tags(), "ebs-backup:manifest")
                  .orElseThrow()
                  .replaceFirst(" [^ ]*Z$", ""));
    }
    assertThat(verifyCopies().status()).isEqualTo("NOTHING_TO_VERIFY");
    assertThat(runsAfterAnotherNight()).hasSize(1);
  }

  @Test
  void oneWrongBitInACopy_isNamed_andEndsWhatADamageEnds() throws IOException {
    world.night();
    storeManifests();
    world.pull();
    Snapshot copy = copyOfData();
    flip(copy, 1);

    Verified verified = verifyCopies();

    String original = TestCloud.tag(copy.tags(), "ebs-backup:copy").orElseThrow().split(" ", -1)[0];
    assertThat(verified.status()).as(verified.summary()).isEqualTo("DAMAGED");
    assertThat(verified.execution().status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(verified.copies("equal")).isEqualTo(1L);
    assertThat(verified.copies("different")).isEqualTo(1L);
    assertThat(verified.summary())
        .contains(
            "%s differs from its original %s in 1 block of 512 KiB: 1"
                .formatted(copy.snapshotId(), original))
        .contains(
            "./ebs-backup manifest --snapshot %s --stored-in proofs --region eu-central-1"
                .formatted(original))
        .contains(
            "./ebs-backup manifest --snapshot %s --stored-in proofs-of-copies --region eu-central-1"
                .formatted(copy.snapshotId()))
        .contains("prune deletes no sets of these sources until a person decides");
    assertThat(tags(VERIFIED))
        .hasSize(2)
        .allSatisfy(
            tag ->
                assertThat(tag)
                    .startsWith("damaged ")
                    .contains("differs from " + original + " in 1 block of 512 KiB: 1"));
    assertThat(world.vault.cloud().messages().getLast().toString())
        .contains("verification of plan copies")
        .contains(copy.snapshotId() + " differs from its original");
    assertThat(runsAfterAnotherNight()).as("the prune deletes nothing").hasSize(2);
  }

  @Test
  void whatAPersonHasDecided_isNotOverwritten_butTheDifferenceIsReported() throws IOException {
    world.night();
    storeManifests();
    world.pull();
    flip(copyOfData(), 1);
    tag(world.completed().stream().map(Snapshot::snapshotId).toList(), VERIFIED, "ok by Ann");

    assertThat(verifyCopies().status()).isEqualTo("DAMAGED");
    assertThat(tags(VERIFIED)).containsOnly("ok by Ann");
    assertThat(verifyCopies().status()).as("it is known now").isEqualTo("NOTHING_TO_VERIFY");
  }

  @Test
  void aManifestThatTheSourceStoresLater_isComparedLater() {
    world.night();
    world.pull();
    Verified before = verifyCopies();
    storeManifests();

    Verified after = verifyCopies();

    assertThat(before.status()).as(before.summary()).isEqualTo("SUCCEEDED");
    assertThat(before.copies("unknown")).isEqualTo(2L);
    assertThat(before.summary())
        .containsPattern(
            "2 could not be compared; snap-\\w+: manifests/snap-\\w+/00000 is missing");
    assertThat(after.copies("equal")).isEqualTo(2L);
    assertThat(world.vault.calls().count("CopySnapshot")).isEqualTo(2);
  }

  @Test
  void anOriginalThatIsDeleted_isStillCompared() {
    world.night();
    storeManifests();
    world.pull();
    world
        .source
        .snapshots()
        .forEach(s -> world.source.ec2().deleteSnapshot(r -> r.snapshotId(s.snapshotId())));

    assertThat(verifyCopies().copies("equal")).isEqualTo(2L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "denied  | GetObject: AccessDenied",
        "gone    | GetObject: NoSuchBucket",
        "changed | the checksum of the lines before",
        "shorter | is missing",
        "own     | the stored manifest of the copy does not match its tag",
        "full    | equal, note=no room for a tag to record this, so the copy will be compared again",
        "untaggable | equal, note=this could not be recorded"
      })
  void whyTheyCannotBeCompared_isReported_andRaisesNoAlarm(String fault, String words) {
    world.night();
    world.pull();
    verifyCopies();
    storeManifests();
    Map<String, EmbeddedS3.StoredObject> objects = source().objects();
    switch (fault) {
      case "denied" -> {
        // As a bucket without the policy.
        source().deleteBucket("proofs");
        source().createBucket("proofs");
        objects.forEach(source()::replace);
      }
      case "gone" -> source().deleteBucket("proofs");
      case "changed" ->
          objects.forEach(
              (key, object) ->
                  source()
                      .replace(
                          key,
                          new EmbeddedS3.StoredObject("", object.body().replace("\n1 ", "\n2 "))));
      case "shorter" ->
          objects.keySet().stream().filter(key -> key.endsWith("/00001")).forEach(source()::delete);
      case "own" ->
          tag(
              List.of(copyOfData().snapshotId()),
              "ebs-backup:manifest",
              "sha256:%s of 1 blocks 2026-03-01T00:00:00Z".formatted("0".repeat(64)));
      case "full" -> fill(copyOfData());
      default -> world.vault.faults().on("CreateTags").always().refuse("TagLimitExceeded");
    }

    Verified verified = verifyCopies();

    assertThat(verified.status()).as(verified.summary()).isIn("SUCCEEDED", "NOTHING_TO_VERIFY");
    assertThat(verified.report().toString()).contains(words);
    assertThat(tags(VERIFIED)).noneMatch(tag -> tag.startsWith("damaged"));
  }

  /** The places of what people and restores add later stay free. */
  private void fill(Snapshot copy) {
    IntStream.range(0, 50 - copy.tags().size() - 4)
        .forEach(i -> tag(List.of(copy.snapshotId()), "k" + i, "v"));
  }

  private void tag(List<String> ids, String key, String value) {
    world
        .vault
        .ec2()
        .createTags(r -> r.resources(ids).tags(Tag.builder().key(key).value(value).build()));
  }

  @Test
  void aDifferenceThatCannotBeRecorded_stillRaisesAnAlarm() throws IOException {
    world.night();
    world.pull();
    flip(copyOfData(), 1);
    assertThat(verifyCopies().status()).isEqualTo("SUCCEEDED");
    storeManifests();
    world.vault.faults().on("CreateTags").always().refuse("UnauthorizedOperation");

    Verified verified = verifyCopies();

    assertThat(verified.status()).isEqualTo("DAMAGED");
    assertThat(verified.summary()).contains("1 block of 512 KiB: 1; this could not be recorded: ");
  }

  @Test
  void aDifferenceOfACopyWithoutRoomForItsManifest_isADamage() throws IOException {
    world.night();
    world.pull();
    flip(copyOfData(), 1);
    verifyCopies();
    storeManifests();
    fill(copyOfData());

    Verified verified = verifyCopies();

    assertThat(verified.status()).as(verified.summary()).isEqualTo("DAMAGED");
    assertThat(tags(VERIFIED)).hasSize(2).allMatch(tag -> tag.startsWith("damaged "));
    assertThat(tags(SOURCE_TAG)).contains("none");
  }

  @Test
  void whatIsThrottled_isComparedAfterAWait() {
    world.night();
    world.pull();
    verifyCopies();
    storeManifests();
    source().refuse(1, "SlowDown", 503);

    Verified verified = verifyCopies();

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertThat(verified.copies("equal")).isEqualTo(2L);
  }

  @Test
  void withoutTheBucketOfTheSource_nothingIsCompared() {
    PullWorld plain = PullWorld.ofAccount(Map.of("ManifestBucket", "proofs-of-copies"));
    plain.launch(1);
    plain.night();
    plain.pull();

    Verified verified = verify(plain.vault, "copies");

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertThat(verified.summary()).doesNotContain("originals");
  }
}
