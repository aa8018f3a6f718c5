package embeddedcloud.wire;

import com.google.gson.JsonParseException;
import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.Json;
import embeddedcloud.json.StrictJson;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.states.TaskRunner;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

/** The part of Lambda that invokes functions. */
final class InvokeService implements Service {
  static final Pattern PATH = Pattern.compile("/2015-03-31/functions/(.+)/invocations/?");

  private final TaskRunner functions;
  private final JsonAnswers answers;

  InvokeService(TaskRunner functions, Supplier<String> requestIds) {
    this.functions = functions;
    this.answers = new JsonAnswers("application/json", "ServiceException", requestIds);
  }

  @Override
  public WireResponse answer(WireRequest request) {
    return answers.answer(
        () -> {
          JsonAnswers.requireSignature(request);
          Matcher path = PATH.matcher(request.path());
          if (!path.matches() || !request.method().equals("POST")) {
            throw ServiceErrors.of(
                "UnknownOperationException",
                404,
                "The embedded Lambda can only Invoke, not %s %s",
                request.method(),
                request.path());
          }
          return invoke(path.group(1), request);
        });
  }

  @Override
  public WireResponse broken(String message) {
    return answers.broken(message);
  }

  private WireResponse invoke(String name, WireRequest request) {
    String body = request.body().asString(StandardCharsets.UTF_8);
    // Without a payload, Lambda passes an empty object to the function.
    String payload = body.isBlank() ? "{}" : body;
    check(payload);
    String type = request.header("X-Amz-Invocation-Type").orElse("RequestResponse");
    return switch (type) {
      case "RequestResponse" -> answered(functions.invoke(qualified(name, request), payload));
      case "Event" -> {
        // Lambda would queue the event, call the function a moment later and discard its response.
        WireResponse unheard = answered(functions.invoke(qualified(name, request), payload));
        yield new WireResponse(202, unheard.headers(), SdkBytes.fromUtf8String(""));
      }
      default ->
          throw ServiceErrors.of(
              "InvalidParameterValueException", "Invocation type %s is not served here", type);
    };
  }

  private static void check(String payload) {
    try {
      Object unused = StrictJson.parse(payload);
    } catch (JsonParseException e) {
      throw ServiceErrors.of(
          "InvalidRequestContentException",
          "Could not parse request body into json: %s",
          e.getMessage());
    }
  }

  private static String qualified(String name, WireRequest request) {
    return Optional.ofNullable(QueryString.parse(request.query()).get("Qualifier"))
        .map(qualifier -> name + ":" + qualifier)
        .orElse(name);
  }

  private WireResponse answered(TaskOutcome outcome) {
    return switch (outcome) {
      case TaskOutcome.Succeeded succeeded ->
          payload(
              succeeded.payload(), Map.of("X-Amz-Executed-Version", succeeded.executedVersion()));
      case TaskOutcome.Failed failed -> failed(failed);
    };
  }

  /**
   * Errors of Lambda itself are HTTP errors. Errors of a function are successful responses with an
   * error document.
   */
  private WireResponse failed(TaskOutcome.Failed failed) {
    return switch (failed.error()) {
      case "Lambda.ResourceNotFoundException" -> throw refused(failed, 404);
      case "Lambda.RequestTooLargeException" -> throw refused(failed, 413);
      case "Lambda.TooManyRequestsException" -> throw refused(failed, 429);
      case "Lambda.ServiceException" -> throw refused(failed, 500);
      default ->
          payload(
              errorDocument(failed),
              Map.of("X-Amz-Executed-Version", "$LATEST", "X-Amz-Function-Error", "Unhandled"));
    };
  }

  private static AwsServiceException refused(TaskOutcome.Failed failed, int status) {
    return ServiceErrors.of(
        failed.error().substring("Lambda.".length()), status, "%s", failed.cause());
  }

  /**
   * Step Functions' cause is either the function's response or a text that explains why there is
   * none.
   */
  private static String errorDocument(TaskOutcome.Failed failed) {
    try {
      if (StrictJson.parse(failed.cause()) instanceof Map) {
        return failed.cause();
      }
    } catch (JsonParseException e) {
      // The cause is a text, which is wrapped below.
    }
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("errorType", failed.error());
    error.put("errorMessage", failed.cause());
    return Json.print(error);
  }

  private WireResponse payload(String json, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("x-amzn-RequestId", answers.requestIds().get());
    return WireResponse.of(200, "application/json", all, SdkBytes.fromUtf8String(json));
  }
}
