package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksRequest;

/**
 * The read actions of the EBS direct APIs. The path determines the action, and responses are JSON
 * or the bytes of a block.
 */
final class EbsDirectService implements Service {
  private static final Pattern BLOCKS = Pattern.compile("/snapshots/(?<snapshotId>[^/]+)/blocks");
  private static final Pattern CHANGED =
      Pattern.compile("/snapshots/(?<secondSnapshotId>[^/]+)/changedblocks");
  private static final Pattern BLOCK =
      Pattern.compile("/snapshots/(?<snapshotId>[^/]+)/blocks/(?<blockIndex>[^/]+)");

  private final EbsClient ebs;
  private final JsonAnswers answers;

  EbsDirectService(EbsClient ebs, Supplier<String> requestIds) {
    this.ebs = ebs;
    this.answers = new JsonAnswers("application/json", "InternalServerException", requestIds);
  }

  static boolean serves(String path) {
    return path.startsWith("/snapshots/");
  }

  @Override
  public WireResponse answer(WireRequest request) {
    return answers.answer(
        () -> {
          JsonAnswers.requireSignature(request);
          return route(request);
        });
  }

  @Override
  public WireResponse broken(String message) {
    return answers.broken(message);
  }

  private WireResponse route(WireRequest request) {
    Matcher blocks = BLOCKS.matcher(request.path());
    Matcher changed = CHANGED.matcher(request.path());
    Matcher block = BLOCK.matcher(request.path());
    if (request.method().equals("GET")) {
      if (blocks.matches()) {
        ListSnapshotBlocksRequest.Builder builder = ListSnapshotBlocksRequest.builder();
        fill(builder, blocks, request);
        return answers.written(ebs.listSnapshotBlocks(builder.build()));
      }
      if (changed.matches()) {
        ListChangedBlocksRequest.Builder builder = ListChangedBlocksRequest.builder();
        fill(builder, changed, request);
        return answers.written(ebs.listChangedBlocks(builder.build()));
      }
      if (block.matches()) {
        GetSnapshotBlockRequest.Builder builder = GetSnapshotBlockRequest.builder();
        fill(builder, block, request);
        return written(ebs.getSnapshotBlock(builder.build(), ResponseTransformer.toBytes()));
      }
    }
    throw ServiceErrors.of(
        "UnknownOperationException",
        404,
        "The embedded EBS direct APIs only read, they do not have %s %s",
        request.method(),
        request.path());
  }

  /** Sets the members from the path and the query, as the model says. All values are strings. */
  private static void fill(SdkPojo builder, Matcher path, WireRequest request) {
    Map<String, String> query = QueryString.parse(request.query());
    Map<String, String> given = new LinkedHashMap<>();
    for (SdkField<?> field : builder.sdkFields()) {
      String name = field.locationName();
      if (field.location() == MarshallLocation.PATH) {
        given.put(name, path.group(name));
      } else if (query.containsKey(name)) {
        given.put(name, query.get(name));
      }
    }
    try {
      new QueryParameters(given, QueryParameters.Lists.FLAT).fill(builder);
    } catch (AwsServiceException wrong) {
      throw ServiceErrors.of("ValidationException", "%s", ServiceErrors.message(wrong));
    }
  }

  private WireResponse written(ResponseBytes<GetSnapshotBlockResponse> block) {
    GetSnapshotBlockResponse response = block.response();
    Map<String, String> headers = new TreeMap<>();
    headers.put("x-amzn-RequestId", answers.requestId(response));
    for (SdkField<?> field : response.sdkFields()) {
      Object value = field.getValueOrDefault(response);
      if (field.location() == MarshallLocation.HEADER && value != null) {
        headers.put(field.locationName(), value.toString());
      }
    }
    return WireResponse.of(
        200,
        "application/octet-stream",
        headers,
        SdkBytes.fromByteArrayUnsafe(block.asByteArrayUnsafe()));
  }
}
