package ebsbackup.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.ExecutionEvent;

/** Reads Step Functions events. AWS may add fields to them, so unknown fields are ignored. */
final class ExecutionEventJson {
  private ExecutionEventJson() {}

  static ExecutionEvent read(JsonElement event) {
    return new ExecutionEvent(
        text("region", field(event, "region"), "a Region"),
        text(
            "detail.executionArn",
            field(field(event, "detail"), "executionArn"),
            "the ARN of an execution"));
  }

  private static JsonElement field(JsonElement parent, String name) {
    return parent.isJsonObject() && parent.getAsJsonObject().has(name)
        ? parent.getAsJsonObject().get(name)
        : JsonNull.INSTANCE;
  }

  private static String text(String path, JsonElement value, String expected) {
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new InvalidInputException(path, value.toString(), expected);
    }
    return value.getAsString();
  }
}
