package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.VerifyRequest;

/** The request to verify as people write it. */
final class VerifyRequestJson {
  private static final Shape SHAPE = Shape.of("plan", "maxRequests");

  private VerifyRequestJson() {}

  /**
   * Reads a request.
   *
   * @throws InvalidInputException naming every unknown field, or the first that is wrong
   */
  static VerifyRequest read(JsonElement element) {
    StrictObject in = new StrictObject(element, SHAPE);
    return new VerifyRequest(
        in.requiredText("plan"),
        in.wholeNumber("maxRequests").orElse(VerifyRequest.DEFAULT_MAX_REQUESTS));
  }
}
