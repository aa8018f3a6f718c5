package embeddedcloud.wire;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Responds in place of a service that the embedded cloud does not have, and names the services that
 * it has.
 */
record NoService(String name, Set<String> services, Supplier<String> requestIds)
    implements Service {
  private static final int NOT_FOUND = 404;

  @Override
  public WireResponse answer(WireRequest request) {
    return broken(
        "The embedded cloud does not have the service %s, only %s".formatted(name, services));
  }

  @Override
  public WireResponse broken(String message) {
    String requestId = requestIds.get();
    SdkBytes body =
        Xml.document(
            "ErrorResponse",
            Optional.empty(),
            xml -> {
              xml.element(
                  "Error",
                  error -> {
                    error.text("Type", "Sender");
                    error.text("Code", "InvalidAction");
                    error.text("Message", message);
                  });
              xml.text("RequestId", requestId);
            });
    return WireResponse.of(
        NOT_FOUND, "text/xml;charset=UTF-8", Map.of("x-amzn-RequestId", requestId), body);
  }
}
