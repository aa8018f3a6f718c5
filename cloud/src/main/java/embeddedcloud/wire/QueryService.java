package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.wire.Actions.Action;
import embeddedcloud.wire.QueryParameters.Lists;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.AwsResponseMetadata;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/** A service that uses a Query protocol: requests are forms, and responses are XML. */
final class QueryService implements Service {
  /** The parameters that sign a request or name the action, and so do not belong to the action. */
  private static final Set<String> ENVELOPE =
      Set.of(
          "Action",
          "Version",
          "AWSAccessKeyId",
          "Signature",
          "SignatureMethod",
          "SignatureVersion",
          "SecurityToken",
          "Timestamp",
          "Expires");

  private final Dialect dialect;
  private final Actions actions;
  private final Supplier<String> requestIds;

  /** The two Query protocols, which differ in how they write lists, responses and errors. */
  enum Dialect {
    EC2,
    QUERY
  }

  /**
   * Creates a service with these actions.
   *
   * @param requestIds the ids of requests that never reach the typed client, which creates its own
   *     ids
   */
  QueryService(Dialect dialect, Actions actions, Supplier<String> requestIds) {
    this.dialect = dialect;
    this.actions = actions;
    this.requestIds = requestIds;
  }

  @Override
  public WireResponse answer(WireRequest request) {
    try {
      Map<String, String> parameters = parameters(request);
      if (!isSigned(request, parameters)) {
        throw ServiceErrors.of(
            "MissingAuthenticationToken", 403, "Request is missing Authentication Token");
      }
      Action action = action(parameters);
      parameters.keySet().removeIf(name -> ENVELOPE.contains(name) || name.startsWith("X-Amz-"));
      SdkPojo typed = action.request();
      new QueryParameters(parameters, dialect == Dialect.EC2 ? Lists.FLAT : Lists.MEMBERS)
          .fill(typed);
      return written(action, action.call(typed));
    } catch (AwsServiceException refused) {
      return error(refused);
    } catch (UnsupportedOperationException notModeled) {
      return error(ServiceErrors.of("UnsupportedOperation", "%s", notModeled.getMessage()));
    }
  }

  @Override
  public WireResponse broken(String message) {
    return error(ServiceErrors.of("InternalError", 500, "%s", message));
  }

  private static Map<String, String> parameters(WireRequest request) {
    Map<String, String> parameters = new LinkedHashMap<>(QueryString.parse(request.query()));
    parameters.putAll(QueryString.parse(request.body().asString(StandardCharsets.UTF_8)));
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (parameter.getValue().chars().anyMatch(QueryService::isControl)) {
        throw ServiceErrors.of(
            "InvalidCharacter", "The parameter %s has an invalid character", parameter.getKey());
      }
    }
    return parameters;
  }

  /** Whether XML cannot contain the character. A response may repeat the value. */
  private static boolean isControl(int c) {
    return c < ' ' && c != '\t' && c != '\n' && c != '\r';
  }

  private static boolean isSigned(WireRequest request, Map<String, String> parameters) {
    return request.header("Authorization").isPresent()
        || parameters.containsKey("X-Amz-Signature")
        || parameters.containsKey("Signature");
  }

  private Action action(Map<String, String> parameters) {
    String name = parameters.get("Action");
    if (name == null) {
      throw ServiceErrors.of("MissingAction", "The request is missing an action");
    }
    return actions
        .find(name)
        .orElseThrow(
            () ->
                ServiceErrors.of(
                    "InvalidAction", "The action %s is not valid for this web service.", name));
  }

  private WireResponse written(Action action, AwsResponse response) {
    String requestId =
        Optional.ofNullable(response.responseMetadata())
            .map(AwsResponseMetadata::requestId)
            .orElseGet(requestIds);
    Map<String, String> headers = new TreeMap<>(Map.of("x-amzn-RequestId", requestId));
    Optional.ofNullable(response.sdkHttpResponse())
        .flatMap(http -> http.firstMatchingHeader("Date"))
        .ifPresent(date -> headers.put("Date", date));
    SdkBytes body =
        switch (dialect) {
          case EC2 ->
              Xml.document(
                  action.name() + "Response",
                  Optional.of("http://ec2.amazonaws.com/doc/2016-11-15/"),
                  xml -> {
                    xml.text("requestId", requestId);
                    xml.members(response);
                    if (response.sdkFields().isEmpty()) {
                      xml.text("return", "true");
                    }
                  });
          case QUERY ->
              Xml.document(
                  action.name() + "Response",
                  Optional.empty(),
                  xml -> {
                    xml.element(action.name() + "Result", result -> result.members(response));
                    xml.element(
                        "ResponseMetadata", metadata -> metadata.text("RequestId", requestId));
                  });
        };
    return WireResponse.of(200, "text/xml;charset=UTF-8", headers, body);
  }

  private WireResponse error(AwsServiceException refused) {
    String requestId = Optional.ofNullable(refused.requestId()).orElseGet(requestIds);
    Xml.Content codeAndMessage =
        error -> {
          if (dialect == Dialect.QUERY) {
            error.text("Type", refused.statusCode() < 500 ? "Sender" : "Receiver");
          }
          error.text("Code", ServiceErrors.code(refused));
          error.text("Message", ServiceErrors.message(refused));
        };
    SdkBytes body =
        switch (dialect) {
          case EC2 ->
              Xml.document(
                  "Response",
                  Optional.empty(),
                  xml -> {
                    xml.element("Errors", errors -> errors.element("Error", codeAndMessage));
                    xml.text("RequestID", requestId);
                  });
          case QUERY ->
              Xml.document(
                  "ErrorResponse",
                  Optional.empty(),
                  xml -> {
                    xml.element("Error", codeAndMessage);
                    xml.text("RequestId", requestId);
                  });
        };
    return WireResponse.of(
        refused.statusCode(),
        "text/xml;charset=UTF-8",
        Map.of("x-amzn-RequestId", requestId),
        body);
  }
}
