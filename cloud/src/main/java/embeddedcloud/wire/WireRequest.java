package embeddedcloud.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An HTTP request as an AWS service sees it.
 *
 * @param path the decoded path
 * @param query the query, not decoded; empty when there is none
 * @param headers the headers by lower-case name
 */
public record WireRequest(
    String method, String path, String query, Map<String, String> headers, SdkBytes body) {
  public WireRequest {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lower);
  }

  /** Takes the first value of each header. AWS's clients do not send a header twice. */
  static Map<String, String> first(Map<String, List<String>> headers) {
    Map<String, String> first = new LinkedHashMap<>();
    headers.forEach(
        (name, values) -> {
          if (name != null && !values.isEmpty()) {
            first.put(name, values.getFirst());
          }
        });
    return first;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
