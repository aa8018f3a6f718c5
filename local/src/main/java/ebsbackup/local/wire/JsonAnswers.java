package ebsbackup.local.wire;

import ebsbackup.local.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.AwsResponseMetadata;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Answers and errors of services whose bodies are JSON.
 *
 * @param contentType of every answer
 */
record JsonAnswers(String contentType, Supplier<String> requestIds) {

  /** Answers with what the call gives, or with the error that it throws. */
  WireResponse answer(Supplier<WireResponse> call) {
    try {
      return call.get();
    } catch (Rejection rejection) {
      return error(rejection, Map.of(), requestIds.get());
    } catch (AwsServiceException refused) {
      // Generated exceptions may have members of their own, such as a reason.
      return error(
          Rejection.of(refused),
          JsonMembers.print(refused),
          Optional.ofNullable(refused.requestId()).orElseGet(requestIds));
    }
  }

  WireResponse broken(String message) {
    Rejection rejection = Rejection.of("InternalFailure", 500, "%s", message);
    return error(rejection, Map.of(), requestIds.get());
  }

  static void requireSignature(WireRequest request) {
    if (request.header("Authorization").isEmpty()
        && !request.query().contains("X-Amz-Signature=")) {
      throw Rejection.of(
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

  private WireResponse error(Rejection rejection, Map<String, Object> members, String requestId) {
    Map<String, Object> body = new TreeMap<>(members);
    body.put("__type", rejection.code());
    body.put("message", rejection.message());
    return WireResponse.of(
        rejection.status(),
        contentType,
        Map.of("x-amzn-RequestId", requestId, "x-amzn-ErrorType", rejection.code()),
        SdkBytes.fromUtf8String(Json.print(body)));
  }
}
