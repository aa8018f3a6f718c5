package ebsbackup.aws;

import ebsbackup.blocks.BlockSource;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/** The blocks of one completed snapshot, through the EBS direct APIs. */
public final class SnapshotContents implements BlockSource {
  /**
   * The blocks in a page of a listing, which is 500 MiB of a full disk. If a superblock and its
   * backups are close together, one page has all of them. It transfers a tenth of the largest page.
   */
  public static final int PAGE = 1_000;

  private final EbsClient ebs;
  private final String snapshotId;

  public SnapshotContents(EbsClient ebs, String snapshotId) {
    this.ebs = ebs;
    this.snapshotId = snapshotId;
  }

  @Override
  public Optional<Page> list(int from, Optional<String> nextToken) {
    return Calls.call(
        "ListSnapshotBlocks",
        () ->
            unless(
                ValidationExceptionReason.INVALID_PAGE_TOKEN,
                () ->
                    page(
                        ebs.listSnapshotBlocks(
                            request ->
                                request
                                    .snapshotId(snapshotId)
                                    .startingBlockIndex(from)
                                    .nextToken(nextToken.orElse(null))
                                    .maxResults(PAGE)))));
  }

  private static Page page(ListSnapshotBlocksResponse response) {
    return new Page(
        response.blocks().stream()
            .map(block -> new Listed(block.blockIndex(), block.blockToken()))
            .toList(),
        response.volumeSize() << 30,
        response.expiryTime(),
        Optional.ofNullable(response.nextToken()));
  }

  @Override
  public Optional<Block> get(int index, String token) {
    return Calls.call(
        "GetSnapshotBlock",
        () ->
            unless(
                ValidationExceptionReason.INVALID_BLOCK_TOKEN,
                () ->
                    block(
                        ebs.getSnapshotBlock(
                            request ->
                                request.snapshotId(snapshotId).blockIndex(index).blockToken(token),
                            ResponseTransformer.toBytes()))));
  }

  private static Block block(ResponseBytes<GetSnapshotBlockResponse> got) {
    return new Block(got.asByteArrayUnsafe(), String.valueOf(got.response().checksum()));
  }

  private static <T> Optional<T> unless(ValidationExceptionReason reason, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (ValidationException refused) {
      if (refused.reason() == reason) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
