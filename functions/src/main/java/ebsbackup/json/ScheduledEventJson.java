package ebsbackup.json;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import ebsbackup.failure.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.joda.time.DateTime;

/** EventBridge's envelope, which Lambda's event library knows as a scheduled event. */
final class ScheduledEventJson {
  private ScheduledEventJson() {}

  static ScheduledEvent read(JsonElement element, JsonDeserializationContext context) {
    if (!element.isJsonObject() || !element.getAsJsonObject().has("detail")) {
      throw new InvalidInputException("input", element.toString(), "an EventBridge event");
    }
    JsonObject in = element.getAsJsonObject();
    return new ScheduledEvent()
        .withVersion(text(in, "version"))
        .withId(text(in, "id"))
        .withDetailType(text(in, "detail-type"))
        .withSource(text(in, "source"))
        .withAccount(text(in, "account"))
        .withTime(DateTime.parse(text(in, "time")))
        .withRegion(text(in, "region"))
        .withResources(
            context.deserialize(in.get("resources"), new TypeToken<List<String>>() {}.getType()))
        .withDetail(
            context.deserialize(
                in.get("detail"), new TypeToken<Map<String, Object>>() {}.getType()));
  }

  private static String text(JsonObject in, String field) {
    if (!in.has(field)) {
      throw new InvalidInputException(field, "missing", "a string, as in every EventBridge event");
    }
    return in.get(field).getAsString();
  }
}
