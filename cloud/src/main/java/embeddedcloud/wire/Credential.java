package embeddedcloud.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scope of a signature, which names the service and Region of a request. The signature itself
 * is not checked: every key is accepted.
 */
record Credential(String accessKeyId, String region, String service) {
  private static final Pattern SCOPE =
      Pattern.compile(
          "Credential=(?<key>[^/,&%]+)/\\d{8}/(?<region>[^/,]+)/(?<service>[^/,]+)/aws4_request");

  static Optional<Credential> of(WireRequest request) {
    return request
        .header("Authorization")
        // A presigned request has its credential in the query instead of the header.
        .or(() -> Optional.of(request.query().replace("%2F", "/")))
        .map(SCOPE::matcher)
        .filter(Matcher::find)
        .map(
            scope ->
                new Credential(scope.group("key"), scope.group("region"), scope.group("service")));
  }
}
