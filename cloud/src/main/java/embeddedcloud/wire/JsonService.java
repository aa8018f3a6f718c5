package embeddedcloud.wire;

import com.google.gson.JsonParseException;
import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.StrictJson;
import embeddedcloud.wire.Actions.Action;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A service that uses the AWS JSON protocol: a header names the action, and requests and responses
 * are JSON.
 */
final class JsonService implements Service {
  private final Actions actions;
  private final JsonAnswers answers;

  /**
   * Creates a service with these actions.
   *
   * @param version the version of AWS JSON: 1.0 or 1.1
   * @param internalError the name that the service gives an error of its own
   */
  JsonService(String version, String internalError, Actions actions, Supplier<String> requestIds) {
    this.actions = actions;
    this.answers = new JsonAnswers("application/x-amz-json-" + version, internalError, requestIds);
  }

  @Override
  public WireResponse answer(WireRequest request) {
    return answers.answer(
        () -> {
          JsonAnswers.requireSignature(request);
          Action action = action(request);
          SdkPojo typed = action.request();
          JsonMembers.fill(typed, parsed(request.body().asString(StandardCharsets.UTF_8)));
          return answers.written(action.call(typed));
        });
  }

  @Override
  public WireResponse broken(String message) {
    return answers.broken(message);
  }

  /** The target is the service's original name, a dot, and the action. */
  private Action action(WireRequest request) {
    String target = request.header("X-Amz-Target").orElse("");
    return actions
        .find(target.substring(target.indexOf('.') + 1))
        .orElseThrow(
            () -> ServiceErrors.of("UnknownOperationException", "Unknown operation %s", target));
  }

  private static Object parsed(String body) {
    try {
      return StrictJson.parse(body);
    } catch (JsonParseException e) {
      throw ServiceErrors.of("SerializationException", "The body is not JSON: %s", e.getMessage());
    }
  }
}
