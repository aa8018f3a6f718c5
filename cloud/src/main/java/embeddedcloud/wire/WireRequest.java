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
 * @param path decoded
 * @param query undecoded; empty when there is none
 * @param headers by name in lower case
 */
public record WireRequest(
    String method, String path, String query, Map<String, String> headers, SdkBytes body) {
  public WireRequest {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lower);
  }

  /** The first value of each header counts: AWS's clients send none twice. */
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
