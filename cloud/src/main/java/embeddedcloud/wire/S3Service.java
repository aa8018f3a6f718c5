package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Amazon S3's GetObject and PutObject. The path names the bucket and the key, the body has the
 * contents, and errors are XML. Bodies in signed chunks or with a trailing checksum are not
 * supported.
 */
final class S3Service implements Service {
  private static final Pattern OBJECT = Pattern.compile("/(?<Bucket>[^/]+)/(?<Key>.+)");

  private final S3Client s3;
  private final Supplier<String> requestIds;

  S3Service(S3Client s3, Supplier<String> requestIds) {
    this.s3 = s3;
    this.requestIds = requestIds;
  }

  @Override
  public WireResponse answer(WireRequest request) {
    try {
      if (request.header("Authorization").isEmpty()
          && !request.query().contains("X-Amz-Signature=")) {
        throw ServiceErrors.of("AccessDenied", 403, "Access Denied");
      }
      return route(request);
    } catch (AwsServiceException refused) {
      return error(refused);
    }
  }

  @Override
  public WireResponse broken(String message) {
    return error(ServiceErrors.of("InternalError", 500, "%s", message));
  }

  private WireResponse route(WireRequest request) {
    Matcher object = OBJECT.matcher(request.path());
    Map<String, String> query = new TreeMap<>(QueryString.parse(request.query()));
    // The name of the operation, for logs.
    query.remove("x-id");
    if (object.matches() && query.isEmpty()) {
      if (request.method().equals("PUT")) {
        return put(object, request);
      }
      if (request.method().equals("GET")) {
        GetObjectRequest.Builder get = GetObjectRequest.builder();
        fill(get, object, request);
        return written(s3.getObject(get.build(), ResponseTransformer.toBytes()));
      }
    }
    throw ServiceErrors.of(
        "NotImplemented",
        501,
        "The embedded S3 puts and gets whole objects, it does not have %s %s?%s",
        request.method(),
        request.path(),
        request.query());
  }

  private WireResponse put(Matcher object, WireRequest request) {
    String hash = request.header("x-amz-content-sha256").orElse("");
    if (hash.startsWith("STREAMING-")) {
      throw ServiceErrors.of("NotImplemented", 501, "A body in chunks is not emulated");
    }
    if (request.headers().keySet().stream().anyMatch(name -> name.startsWith("x-amz-meta-"))) {
      throw ServiceErrors.of("NotImplemented", 501, "Metadata is not emulated");
    }
    PutObjectRequest.Builder put = PutObjectRequest.builder();
    fill(put, object, request);
    String eTag =
        s3.putObject(put.build(), RequestBody.fromBytes(request.body().asByteArrayUnsafe())).eTag();
    return WireResponse.of(
        200,
        "application/xml",
        Map.of("ETag", eTag, "x-amz-request-id", requestIds.get()),
        SdkBytes.fromUtf8String(""));
  }

  private static void fill(SdkPojo builder, Matcher path, WireRequest request) {
    Map<String, String> given = new LinkedHashMap<>();
    for (SdkField<?> field : builder.sdkFields()) {
      if (field.location() == MarshallLocation.PATH
          || field.location() == MarshallLocation.GREEDY_PATH) {
        given.put(field.locationName(), path.group(field.memberName()));
      } else if (field.location() == MarshallLocation.HEADER) {
        request
            .header(field.locationName())
            .ifPresent(value -> given.put(field.locationName(), value));
      }
    }
    new QueryParameters(given, QueryParameters.Lists.FLAT).fill(builder);
  }

  private WireResponse written(ResponseBytes<GetObjectResponse> object) {
    GetObjectResponse response = object.response();
    return WireResponse.of(
        200,
        response.contentType(),
        Map.of("ETag", response.eTag(), "x-amz-request-id", requestIds.get()),
        SdkBytes.fromByteArrayUnsafe(object.asByteArrayUnsafe()));
  }

  private WireResponse error(AwsServiceException refused) {
    String requestId = Optional.ofNullable(refused.requestId()).orElseGet(requestIds);
    return WireResponse.of(
        refused.statusCode(),
        "application/xml",
        Map.of("x-amz-request-id", requestId),
        Xml.document(
            "Error",
            Optional.empty(),
            xml -> {
              xml.text("Code", ServiceErrors.code(refused));
              xml.text("Message", ServiceErrors.message(refused));
              xml.text("RequestId", requestId);
            }));
  }
}
