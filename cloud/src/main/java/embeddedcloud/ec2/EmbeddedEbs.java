package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.kms.KeyAccess;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ChangedBlock;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;

/**
 * The read calls of the EBS direct APIs on the snapshots of an {@link EmbeddedEc2}: which blocks of
 * 512 KiB a snapshot has, in which blocks two snapshots of one lineage differ, and the data of a
 * block. Only completed snapshots in the standard tier can be read, as on AWS. The quotas of
 * requests per second are not modeled, because a client that makes one call at a time stays below
 * them. Calls appear in the log of the EC2, and its scripted faults apply to them. Not thread-safe.
 */
public final class EmbeddedEbs implements EbsClient {
  /** The largest number of blocks on a page, which is also the default. */
  static final int MAX_RESULTS = 10_000;

  /** A request for fewer blocks gets this many. */
  static final int MIN_RESULTS = 100;

  /**
   * A page covers at most this many block indexes, so a page can be empty and still have a
   * NextToken. AWS documents that this happens, but not how many indexes a page covers.
   */
  static final int LOOKS_AHEAD = 8_192;

  /** How long after a listing its block tokens are valid for GetSnapshotBlock. */
  static final Duration TOKENS_LAST = Duration.ofDays(7);

  /** How long after a page its NextToken is valid. */
  static final Duration PAGE_TOKENS_LAST = Duration.ofMinutes(60);

  private final Account account;
  private final EbsCalls calls;

  EmbeddedEbs(Account account, Calls calls) {
    this.account = account;
    this.calls = new EbsCalls(calls, account);
  }

  /**
   * Lists the written blocks of a snapshot in order, starting at StartingBlockIndex or NextToken.
   *
   * @throws software.amazon.awssdk.services.ebs.model.ResourceNotFoundException when there is no
   *     such snapshot
   * @throws software.amazon.awssdk.services.ebs.model.ValidationException when the snapshot is not
   *     completed or is archived, or a parameter is wrong
   */
  @Override
  public ListSnapshotBlocksResponse listSnapshotBlocks(ListSnapshotBlocksRequest request) {
    return calls.call("ListSnapshotBlocks", () -> snapshotBlocks(request));
  }

  private ListSnapshotBlocksResponse snapshotBlocks(ListSnapshotBlocksRequest request) {
    Snapshot snapshot = readable(request.snapshotId());
    Instant expiry = account.now().plus(TOKENS_LAST);
    IndexPage page =
        IndexPage.of(
            blocks(snapshot).blockIndexes(),
            request.snapshotId(),
            request.nextToken(),
            request.startingBlockIndex(),
            request.maxResults(),
            account.now());
    List<Block> listed =
        page.indexes().stream()
            .map(
                index ->
                    Block.builder()
                        .blockIndex(index)
                        .blockToken(BlockToken.of(snapshot.snapshotId(), index, expiry))
                        .build())
            .toList();
    return ListSnapshotBlocksResponse.builder()
        .blocks(listed)
        .volumeSize((long) snapshot.volumeSize())
        .blockSize(BlockStore.BLOCK_SIZE)
        .expiryTime(expiry)
        .nextToken(page.nextToken())
        .build();
  }

  /**
   * Lists the blocks in which the second snapshot differs from the first, in order. A token is
   * absent if that snapshot does not have the block.
   *
   * @throws software.amazon.awssdk.services.ebs.model.ResourceNotFoundException when one of the
   *     snapshots does not exist
   * @throws software.amazon.awssdk.services.ebs.model.ValidationException when one of them is not
   *     completed or is archived, when they are not of one lineage, or a parameter is wrong
   */
  @Override
  public ListChangedBlocksResponse listChangedBlocks(ListChangedBlocksRequest request) {
    return calls.call("ListChangedBlocks", () -> changedBlocks(request));
  }

  private ListChangedBlocksResponse changedBlocks(ListChangedBlocksRequest request) {
    Snapshot first = readable(request.firstSnapshotId());
    Snapshot second = readable(request.secondSnapshotId());
    BlockSnapshot before = blocks(first);
    BlockSnapshot after = blocks(second);
    boolean sameVolume =
        first.volumeId().equals(second.volumeId())
            && !first.volumeId().equals(SnapshotCopies.NO_VOLUME);
    if (!sameVolume && !after.sameLineage(before)) {
      throw EbsErrors.invalid(
          ValidationExceptionReason.UNRELATED_SNAPSHOTS, "The snapshots are not related");
    }
    Instant expiry = account.now().plus(TOKENS_LAST);
    IndexPage page =
        IndexPage.of(
            after.changedIndexes(before),
            request.firstSnapshotId() + request.secondSnapshotId(),
            request.nextToken(),
            request.startingBlockIndex(),
            request.maxResults(),
            account.now());
    return ListChangedBlocksResponse.builder()
        .changedBlocks(
            page.indexes().stream()
                .map(
                    index ->
                        ChangedBlock.builder()
                            .blockIndex(index)
                            .firstBlockToken(token(first, before, index, expiry))
                            .secondBlockToken(token(second, after, index, expiry))
                            .build())
                .toList())
        .volumeSize((long) second.volumeSize())
        .blockSize(BlockStore.BLOCK_SIZE)
        .expiryTime(expiry)
        .nextToken(page.nextToken())
        .build();
  }

  private static String token(Snapshot snapshot, BlockSnapshot blocks, int index, Instant expiry) {
    return blocks.hasBlock(index) ? BlockToken.of(snapshot.snapshotId(), index, expiry) : null;
  }

  /**
   * Returns the data of a block, with its SHA-256 in base64.
   *
   * @throws software.amazon.awssdk.services.ebs.model.ResourceNotFoundException when there is no
   *     such snapshot
   * @throws software.amazon.awssdk.services.ebs.model.ValidationException when the token was not
   *     returned for this snapshot and index, or has expired, or the key of the snapshot cannot be
   *     used
   * @throws software.amazon.awssdk.services.ebs.model.AccessDeniedException when the account may
   *     not use that key
   */
  @Override
  public <R> R getSnapshotBlock(
      GetSnapshotBlockRequest request, ResponseTransformer<GetSnapshotBlockResponse, R> into) {
    byte[] content = calls.call("GetSnapshotBlock", () -> content(request));
    GetSnapshotBlockResponse response =
        GetSnapshotBlockResponse.builder()
            .dataLength(content.length)
            .checksum(BlockToken.sha256(content))
            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
            .build();
    return transformed(into, response, content);
  }

  private byte[] content(GetSnapshotBlockRequest request) {
    Snapshot snapshot = readable(request.snapshotId());
    if (request.blockIndex() == null || request.blockToken() == null) {
      throw EbsErrors.badParameter("BlockIndex and BlockToken are required");
    }
    checkKey(snapshot);
    BlockSnapshot blocks = blocks(snapshot);
    int index = request.blockIndex();
    if (!blocks.hasBlock(index)
        || !BlockToken.isGood(request.blockToken(), snapshot.snapshotId(), index, account.now())) {
      throw EbsErrors.invalid(
          ValidationExceptionReason.INVALID_BLOCK_TOKEN, "The block token is invalid or expired");
    }
    byte[] content = new byte[BlockStore.BLOCK_SIZE];
    long at = (long) index * content.length;
    byte[] there = blocks.read(at, (int) Math.min(content.length, blocks.size() - at));
    System.arraycopy(there, 0, content, 0, there.length);
    return content;
  }

  /** Handles the transformer's exceptions as the SDK does. */
  @SuppressWarnings("InterruptedExceptionSwallowed")
  private static <R> R transformed(
      ResponseTransformer<GetSnapshotBlockResponse, R> into,
      GetSnapshotBlockResponse response,
      byte[] content) {
    try {
      return into.transform(
          response, AbortableInputStream.create(new ByteArrayInputStream(content)));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw SdkClientException.create("The transformer failed", e);
    }
  }

  private Snapshot readable(String id) {
    if (id == null || !id.matches("snap-[0-9a-f]+")) {
      throw EbsErrors.invalid(
          ValidationExceptionReason.INVALID_SNAPSHOT_ID, "Invalid snapshot id: " + id);
    }
    Snapshot snapshot =
        account
            .snapshots
            .find(id)
            .orElseThrow(() -> EbsErrors.notFound("The snapshot '" + id + "' does not exist."));
    if (snapshot.state() != SnapshotState.COMPLETED
        || snapshot.storageTier() == StorageTier.ARCHIVE) {
      throw EbsErrors.invalid(
          ValidationExceptionReason.INVALID_SNAPSHOT_ID,
          "The snapshot '%s' is %s in the %s tier: only completed ones in the standard tier can be read"
              .formatted(id, snapshot.stateAsString(), snapshot.storageTierAsString()));
    }
    return snapshot;
  }

  /** Checks access to the key. Only the data is encrypted, so a listing needs no key. */
  private void checkKey(Snapshot snapshot) {
    String key = snapshot.kmsKeyId();
    if (key == null || account.kms.usable(key)) {
      return;
    }
    if (account.kms.accessTo(account.kms.arnOf(key)) == KeyAccess.NONE) {
      throw EbsErrors.of(
          "AccessDeniedException/DEPENDENCY_ACCESS_DENIED",
          "The key " + key + " is not accessible");
    }
    throw EbsErrors.invalid(
        ValidationExceptionReason.INVALID_CUSTOMER_KEY, "The key " + key + " cannot be used");
  }

  private BlockSnapshot blocks(Snapshot snapshot) {
    return AccountContents.existing(account.blocksOf(snapshot.snapshotId()), snapshot.snapshotId());
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // The EC2 closes the shared resources.
  }
}
