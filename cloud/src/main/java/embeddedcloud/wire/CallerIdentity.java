package embeddedcloud.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The STS action that tools call first, GetCallerIdentity. Every caller is the root user of the
 * account. It is implemented without the SDK's module for STS, which nothing else would need.
 */
record CallerIdentity(String accountId, Supplier<String> requestIds) implements Service {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  @Override
  public WireResponse answer(WireRequest request) {
    Map<String, String> form = QueryString.parse(request.body().asString(StandardCharsets.UTF_8));
    String action = Optional.ofNullable(form.get("Action")).orElse("");
    if (!action.equals("GetCallerIdentity")) {
      return error(400, "InvalidAction", "Could not find operation %s".formatted(action));
    }
    String requestId = requestIds.get();
    return written(
        200,
        requestId,
        Xml.document(
            "GetCallerIdentityResponse",
            Optional.of(NAMESPACE),
            xml -> {
              xml.element(
                  "GetCallerIdentityResult",
                  result -> {
                    result.text("Arn", "arn:aws:iam::%s:root".formatted(accountId));
                    result.text("UserId", accountId);
                    result.text("Account", accountId);
                  });
              xml.element("ResponseMetadata", metadata -> metadata.text("RequestId", requestId));
            }));
  }

  @Override
  public WireResponse broken(String message) {
    return error(500, "InternalFailure", message);
  }

  private WireResponse error(int status, String code, String message) {
    String requestId = requestIds.get();
    return written(
        status,
        requestId,
        Xml.document(
            "ErrorResponse",
            Optional.of(NAMESPACE),
            xml -> {
              xml.element(
                  "Error",
                  error -> {
                    error.text("Type", status < 500 ? "Sender" : "Receiver");
                    error.text("Code", code);
                    error.text("Message", message);
                  });
              xml.text("RequestId", requestId);
            }));
  }

  private static WireResponse written(int status, String requestId, SdkBytes body) {
    return WireResponse.of(
        status, "text/xml;charset=UTF-8", Map.of("x-amzn-RequestId", requestId), body);
  }
}
