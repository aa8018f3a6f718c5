package embeddedcloud.wire;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;

/** An HTTP response of an AWS service. */
public record WireResponse(int status, Map<String, String> headers, SdkBytes body) {
  public WireResponse {
    headers = Map.copyOf(headers);
  }

  static WireResponse of(int status, String contentType, Map<String, String> more, SdkBytes body) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("Content-Type", contentType);
    return new WireResponse(status, headers, body);
  }
}
