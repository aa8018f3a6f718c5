package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.AwsResponseMetadata;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The responses and errors of services whose bodies are JSON.
 *
 * @param contentType the content type of every response
 * @param internalError the name that the service gives an error of its own
 */
record JsonAnswers(String contentType, String internalError, Supplier<String> requestIds) {

  /** Returns the response of the call, or the error that it throws. */
  WireResponse answer(Supplier<WireResponse> call) {
    try {
      return call.get();
    } catch (AwsServiceException refused) {
      return error(refused);
    }
  }

  WireResponse broken(String message) {
    return error(ServiceErrors.of(internalError, 500, "%s", message));
  }

  static void requireSignature(WireRequest request) {
    if (request.header("Authorization").isEmpty()
        && !request.query().contains("X-Amz-Signature=")) {
      throw ServiceErrors.of(
          "MissingAuthenticationTokenException", 403, "Missing Authentication Token");
    }
  }

  WireResponse written(AwsResponse response) {
    return WireResponse.of(
        200,
        contentType,
        Map.of("x-amzn-RequestId", requestId(response)),
        SdkBytes.fromUtf8String(Json.print(JsonMembers.print(response))));
  }

  String requestId(AwsResponse response) {
    return Optional.ofNullable(response.responseMetadata())
        .map(AwsResponseMetadata::requestId)
        .orElseGet(requestIds);
  }

  private WireResponse error(AwsServiceException refused) {
    String code = ServiceErrors.code(refused);
    String requestId = Optional.ofNullable(refused.requestId()).orElseGet(requestIds);
    // Generated exceptions may have members of their own, such as a reason.
    Map<String, Object> body = new TreeMap<>(JsonMembers.print(refused));
    body.put("__type", code);
    body.put("message", ServiceErrors.message(refused));
    return WireResponse.of(
        refused.statusCode(),
        contentType,
        Map.of("x-amzn-RequestId", requestId, "x-amzn-ErrorType", code),
        SdkBytes.fromUtf8String(Json.print(body)));
  }
}
