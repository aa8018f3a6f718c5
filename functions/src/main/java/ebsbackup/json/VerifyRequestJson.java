package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.VerifyRequest;

/** Reads verify requests as users write them. */
final class VerifyRequestJson {
  private static final Shape SHAPE =
      Shape.of("plan", "maxRequests", "manifest", "maxManifestRequests", "dryRun");

  private VerifyRequestJson() {}

  /**
   * Reads a request.
   *
   * @throws InvalidInputException if fields are unknown, all of which it names, or a field is
   *     invalid
   */
  static VerifyRequest read(JsonElement element) {
    StrictObject in = new StrictObject(element, SHAPE);
    return read(in.requiredText("plan"), in, in.flag("dryRun").orElse(false));
  }

  /** Reads the fields that a plan's {@code verify} has, too. */
  static VerifyRequest read(String plan, StrictObject in) {
    return read(plan, in, false);
  }

  private static VerifyRequest read(String plan, StrictObject in, boolean dryRun) {
    int maxRequests = in.wholeNumber("maxRequests").orElse(VerifyRequest.DEFAULT_MAX_REQUESTS);
    VerifyRequest.checkMaxRequests(in.at("maxRequests"), maxRequests);
    int forManifests =
        in.wholeNumber("maxManifestRequests").orElse(VerifyRequest.DEFAULT_MAX_MANIFEST_REQUESTS);
    VerifyRequest.checkMaxManifestRequests(in.at("maxManifestRequests"), forManifests);
    return new VerifyRequest(
        plan, maxRequests, in.flag("manifest").orElse(false), forManifests, dryRun);
  }
}
