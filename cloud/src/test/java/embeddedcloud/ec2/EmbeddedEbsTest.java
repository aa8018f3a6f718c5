package embeddedcloud.ec2;

import static embeddedcloud.ec2.Worlds.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.time.VirtualClock;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.ebs.model.AccessDeniedException;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ChangedBlock;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.EbsException;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;
import software.amazon.awssdk.services.ebs.model.RequestThrottledException;
import software.amazon.awssdk.services.ebs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;

class EmbeddedEbsTest {
  private static final int BLOCK = BlockStore.BLOCK_SIZE;

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final List<String> volumes = Worlds.launch(ec2, 1);
  private final String volume = volumes.get(1);
  private final EmbeddedEbs ebs = ec2.ebs();

  @Test
  void listsTheBlocksThatWereWritten_andReadsThem() {
    write(3, 'a');
    write(20_000, 'b');
    String snapshot = snapshot(volume);

    ListSnapshotBlocksResponse first = ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot));
    List<Block> blocks = blocks(snapshot);

    assertThat(blocks).extracting(Block::blockIndex).containsExactly(3, 20_000);
    assertThat(first.volumeSize()).isEqualTo(10);
    assertThat(first.blockSize()).isEqualTo(524_288);
    assertThat(first.expiryTime()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    ResponseBytes<GetSnapshotBlockResponse> read =
        ebs.getSnapshotBlockAsBytes(
            r -> r.snapshotId(snapshot).blockIndex(20_000).blockToken(blocks.get(1).blockToken()));
    assertThat(read.asByteArray()).isEqualTo(filled(BLOCK, 'b'));
    assertThat(read.response().dataLength()).isEqualTo(BLOCK);
    assertThat(read.response().checksumAlgorithm()).isEqualTo(ChecksumAlgorithm.SHA256);
    assertThat(read.response().checksum()).isEqualTo(sha256(filled(BLOCK, 'b')));
  }

  @Test
  void aPageMayBeEmptyAndHaveANextOne() {
    write(20_000, 'b');
    String snapshot = snapshot(volume);

    ListSnapshotBlocksResponse page = ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot));

    assertThat(page.blocks()).isEmpty();
    assertThat(page.nextToken()).isNotNull();
    assertThat(blocks(snapshot)).hasSize(1);
  }

  @Test
  void pagesAreOfTheSizeAskedFor_butNotLessThanAHundred() {
    IntStream.range(0, 250).forEach(i -> write(i, 'a'));
    String snapshot = snapshot(volume);

    assertThat(pageOf(snapshot, 120)).isEqualTo(120);
    assertThat(pageOf(snapshot, 5)).isEqualTo(100);
    assertThat(blocks(snapshot))
        .extracting(Block::blockIndex)
        .containsExactlyElementsOf(IntStream.range(0, 250).boxed().toList());
    assertThat(ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot).startingBlockIndex(240)).blocks())
        .hasSize(10);
  }

  @Test
  void changedBlocksHaveATokenForEachSideThatHasTheBlock() {
    write(1, 'a');
    write(2, 'a');
    String before = snapshot(volume);
    write(2, 'b');
    write(9, 'b');
    String after = snapshot(volume);

    List<ChangedBlock> changed = changed(before, after);

    assertThat(changed).extracting(ChangedBlock::blockIndex).containsExactly(2, 9);
    assertThat(changed.get(0).firstBlockToken()).isNotNull();
    assertThat(changed.get(0).secondBlockToken()).isNotNull();
    assertThat(changed.get(1).firstBlockToken()).isNull();
    assertThat(content(before, changed.get(0).firstBlockToken())).isEqualTo(filled(BLOCK, 'a'));
    assertThat(content(after, changed.get(0).secondBlockToken())).isEqualTo(filled(BLOCK, 'b'));
    assertThat(changed(after, before)).extracting(ChangedBlock::blockIndex).containsExactly(2, 9);
    assertThat(changed(before, before)).isEmpty();
  }

  private byte[] content(String snapshot, String token) {
    return ebs.getSnapshotBlockAsBytes(r -> r.snapshotId(snapshot).blockIndex(2).blockToken(token))
        .asByteArray();
  }

  @Test
  void aRestoredVolumeIsOfTheSameLineage_anotherIsNot() {
    write(1, 'a');
    String source = snapshot(volume);
    String restored =
        ec2.createVolume(r -> r.snapshotId(source).availabilityZone("eu-central-1b")).volumeId();
    clock.advance(Duration.ofMinutes(1));
    ec2.disk(restored).write(0, filled(BLOCK, 'x'));
    String later = snapshot(restored);
    String other = snapshot(volumes.get(0));

    assertThat(changed(source, later)).extracting(ChangedBlock::blockIndex).containsExactly(0);
    refused(
        ValidationExceptionReason.UNRELATED_SNAPSHOTS,
        () -> ebs.listChangedBlocks(r -> r.firstSnapshotId(source).secondSnapshotId(other)));
  }

  @Test
  void onlyCompletedSnapshotsInTheStandardTierAreRead() {
    write(1, 'a');
    ec2.faults().keepSnapshotsPending(Duration.ofMinutes(30));
    String pending = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofMinutes(1));
    refused(
        ValidationExceptionReason.INVALID_SNAPSHOT_ID,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(pending)));
    clock.advance(Duration.ofHours(1));
    assertThat(blocks(pending)).hasSize(1);
    ec2.modifySnapshotTier(r -> r.snapshotId(pending).storageTier(TargetStorageTier.ARCHIVE));
    clock.advance(Duration.ofDays(3));
    refused(
        ValidationExceptionReason.INVALID_SNAPSHOT_ID,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(pending)));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> ebs.listSnapshotBlocks(r -> r.snapshotId("snap-00000000000000000")))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(404);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ResourceNotFoundException");
              assertThat(e.requestId()).isNotEmpty();
            });
    assertThat(ec2.calls().count("ListSnapshotBlocks", "ResourceNotFoundException")).isEqualTo(1);
  }

  @Test
  void badParametersAreRefusedByTheirReason() {
    write(2, 'a');
    String snapshot = snapshot(volume);
    String second = snapshot(volume);
    String token = blocks(snapshot).getFirst().blockToken();
    write(20_000, 'b');
    String third = snapshot(volume);
    String page = ebs.listSnapshotBlocks(r -> r.snapshotId(third).maxResults(100)).nextToken();

    refused(
        ValidationExceptionReason.INVALID_PAGE_TOKEN,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(second).nextToken(page)));
    refused(
        ValidationExceptionReason.INVALID_SNAPSHOT_ID,
        () -> ebs.listChangedBlocks(r -> r.secondSnapshotId(snapshot)));
    refused(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot).maxResults(10_001)));
    refused(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot).startingBlockIndex(-1)));
    refused(
        ValidationExceptionReason.INVALID_PAGE_TOKEN,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot).nextToken("????")));
    refused(
        ValidationExceptionReason.INVALID_PAGE_TOKEN,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot).nextToken(token)));
    refused(
        ValidationExceptionReason.INVALID_BLOCK_TOKEN,
        () ->
            ebs.getSnapshotBlockAsBytes(r -> r.snapshotId(second).blockIndex(2).blockToken(token)));
    clock.advance(Duration.ofDays(7));
    refused(
        ValidationExceptionReason.INVALID_BLOCK_TOKEN,
        () ->
            ebs.getSnapshotBlockAsBytes(
                r -> r.snapshotId(snapshot).blockIndex(2).blockToken(token)));
  }

  @Test
  void theDataOfAnEncryptedSnapshotNeedsItsKey_theListingDoesNot() {
    String key = ec2.kms().createKey("alias/volumes");
    ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    ec2.launch(
        new Launch(
            "eu-central-1b", List.of(new Disk("/dev/xvda", 8).encryptedByDefault()), Map.of()));
    String secret = ec2.contents().volumes().getLast().volumeId();
    ec2.disk(secret).write(0, filled(BLOCK, 'a'));
    String snapshot = snapshot(secret);
    String token = blocks(snapshot).getFirst().blockToken();
    ThrowingCallable read =
        () ->
            ebs.getSnapshotBlockAsBytes(
                r -> r.snapshotId(snapshot).blockIndex(0).blockToken(token));
    assertThatCode(read).doesNotThrowAnyException();

    ec2.kms().disableKey(r -> r.keyId(key));
    refused(ValidationExceptionReason.INVALID_CUSTOMER_KEY, read);
    assertThat(blocks(snapshot)).hasSize(1);
    ec2.kms().enableKey(r -> r.keyId(key));
    ec2.kms().setAccess(key, KeyAccess.NONE);
    assertThatThrownBy(read).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void aBlockNeedsItsIndexAndToken() {
    write(2, 'a');
    String snapshot = snapshot(volume);
    String token = blocks(snapshot).getFirst().blockToken();

    refused(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.getSnapshotBlockAsBytes(r -> r.snapshotId(snapshot).blockToken(token)));
    refused(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.getSnapshotBlockAsBytes(r -> r.snapshotId(snapshot).blockIndex(2)));
    refused(
        ValidationExceptionReason.INVALID_BLOCK_TOKEN,
        () ->
            ebs.getSnapshotBlockAsBytes(
                r -> r.snapshotId(snapshot).blockIndex(3).blockToken(token)));
    refused(ValidationExceptionReason.INVALID_SNAPSHOT_ID, () -> ebs.listSnapshotBlocks(r -> {}));
  }

  /** Otherwise code that mixes up tokens would read the wrong block, which AWS refuses. */
  @Test
  void aTokenIsOnlyForItsBlock() {
    write(2, 'a');
    write(3, 'b');
    String snapshot = snapshot(volume);
    List<String> tokens = blocks(snapshot).stream().map(Block::blockToken).toList();

    refusedToken(snapshot, 3, tokens.get(0));
    refusedToken(snapshot, 2, tokens.get(1));
    assertThat(content(snapshot, tokens.get(0))).isEqualTo(filled(BLOCK, 'a'));
  }

  @Test
  void aTokenThatAListingDidNotReturn_isRefused() {
    write(2, 'a');
    String snapshot = snapshot(volume);
    byte[] later = Base64.getDecoder().decode(blocks(snapshot).getFirst().blockToken());
    later[Long.BYTES - 4]++;

    refusedToken(snapshot, 2, Base64.getEncoder().encodeToString(later));
    refusedToken(snapshot, 2, "AAAA");
    refusedToken(snapshot, 2, "not base64");
  }

  @Test
  void aPageTokenIsOnlyForItsListing_andForAnHour() {
    String before = snapshot(volume);
    write(20_000, 'b');
    String after = snapshot(volume);
    String page = ebs.listSnapshotBlocks(r -> r.snapshotId(after)).nextToken();

    refused(
        ValidationExceptionReason.INVALID_PAGE_TOKEN,
        () ->
            ebs.listChangedBlocks(
                r -> r.firstSnapshotId(before).secondSnapshotId(after).nextToken(page)));
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThatCode(() -> ebs.listSnapshotBlocks(r -> r.snapshotId(after).nextToken(page)))
        .doesNotThrowAnyException();
    clock.advance(Duration.ofMillis(1));
    refused(
        ValidationExceptionReason.INVALID_PAGE_TOKEN,
        () -> ebs.listSnapshotBlocks(r -> r.snapshotId(after).nextToken(page)));
  }

  private void refusedToken(String snapshot, int index, String token) {
    refused(
        ValidationExceptionReason.INVALID_BLOCK_TOKEN,
        () ->
            ebs.getSnapshotBlockAsBytes(
                r -> r.snapshotId(snapshot).blockIndex(index).blockToken(token)));
  }

  @Test
  void faultsStrikeItsCallsToo() {
    write(2, 'a');
    String snapshot = snapshot(volume);
    String token = blocks(snapshot).getFirst().blockToken();
    Map<String, ThrowingCallable> calls =
        Map.of(
            "ListSnapshotBlocks",
            () -> ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot)),
            "ListChangedBlocks",
            () ->
                ebs.listChangedBlocks(r -> r.firstSnapshotId(snapshot).secondSnapshotId(snapshot)),
            "GetSnapshotBlock",
            () -> content(snapshot, token));

    calls.forEach(
        (action, call) -> {
          ec2.faults().on(action).refuse("RequestThrottledException");
          assertThatThrownBy(call)
              .as(action)
              .isInstanceOfSatisfying(
                  RequestThrottledException.class,
                  e -> assertThat(e.isThrottlingException()).isTrue());
          assertThatCode(call).as(action).doesNotThrowAnyException();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "ResourceNotFoundException, 404, SNAPSHOT_NOT_FOUND",
    "ValidationException, 400, INVALID_BLOCK_TOKEN",
    "AccessDeniedException, 403, DEPENDENCY_ACCESS_DENIED",
    "RequestThrottledException, 400, ACCOUNT_THROTTLED",
    "InternalServerException, 500, ''",
    "SomethingElse, 400, ''"
  })
  void aScriptedRefusal_isTheExceptionOfItsNameAndReason(String name, int status, String reason) {
    ec2.faults()
        .on("ListSnapshotBlocks")
        .refuse(reason.isEmpty() ? name : name + "/" + reason, "because of a test");

    assertThatThrownBy(() -> ec2.ebs().listSnapshotBlocks(r -> r.snapshotId("snap-00000001")))
        .isInstanceOfSatisfying(
            EbsException.class,
            e -> {
              assertThat(e.getClass().getSimpleName())
                  .isEqualTo(name.equals("SomethingElse") ? "EbsException" : name);
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(name);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("because of a test");
              assertThat(e.sdkFields().stream().map(field -> field.getValueOrDefault(e)))
                  .isEqualTo(reason.isEmpty() ? List.of() : List.of(reason));
            });
  }

  private static void refused(ValidationExceptionReason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ValidationException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private void write(int index, char with) {
    ec2.disk(volume).write((long) index * BLOCK, filled(BLOCK, with));
  }

  private String snapshot(String of) {
    String id = ec2.createSnapshot(r -> r.volumeId(of)).snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private int pageOf(String snapshot, int maxResults) {
    return ebs.listSnapshotBlocks(r -> r.snapshotId(snapshot).maxResults(maxResults))
        .blocks()
        .size();
  }

  private List<Block> blocks(String snapshot) {
    List<Block> all = new ArrayList<>();
    ebs.listSnapshotBlocksPaginator(r -> r.snapshotId(snapshot).maxResults(100))
        .forEach(page -> all.addAll(page.blocks()));
    return all;
  }

  private List<ChangedBlock> changed(String first, String second) {
    List<ChangedBlock> all = new ArrayList<>();
    Consumer<ListChangedBlocksRequest.Builder> request =
        r -> r.firstSnapshotId(first).secondSnapshotId(second);
    for (ListChangedBlocksResponse page : ebs.listChangedBlocksPaginator(request)) {
      all.addAll(page.changedBlocks());
    }
    return all;
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
