package ebsbackup.local.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scope of a signature, which says what service a request is for. The signature itself is not
 * checked: every key is taken.
 */
record Credential(String accessKeyId, String region, String service) {
  private static final Pattern SCOPE =
      Pattern.compile("(?:^|[ ,])Credential=([^/,]+)/\\d{8}/([^/,]+)/([^/,]+)/aws4_request");

  static Optional<Credential> of(WireRequest request) {
    return request
        .header("Authorization")
        .or(() -> presigned(request.query()))
        .map(SCOPE::matcher)
        .filter(Matcher::find)
        .map(scope -> new Credential(scope.group(1), scope.group(2), scope.group(3)));
  }

  /** A presigned request has in its query what others have in the header. */
  private static Optional<String> presigned(String query) {
    return Optional.ofNullable(QueryString.parse(query).get("X-Amz-Credential"))
        .map(scope -> "Credential=" + scope);
  }
}
