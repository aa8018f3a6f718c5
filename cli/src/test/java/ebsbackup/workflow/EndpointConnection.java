package ebsbackup.workflow;

import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.WireRequest;
import embeddedcloud.wire.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * An HTTP connection of the JDK that ends at an embedded cloud, in the same thread: time stands
 * still during a call, and what a story throws in the middle of one arrives at the caller.
 */
final class EndpointConnection extends HttpURLConnection {
  /** Weakly, since a story's cloud is large; the functions of a cloud hold its endpoint. */
  private static final Map<String, WeakReference<Endpoint>> HOSTS = new ConcurrentHashMap<>();

  static {
    // The JDK allows this once. From now on there are no other hosts in this JVM.
    URL.setURLStreamHandlerFactory(protocol -> protocol.equals("http") ? new Handler() : null);
  }

  private final Endpoint endpoint;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Optional<WireResponse> response = Optional.empty();

  private EndpointConnection(URL url, Endpoint endpoint) {
    super(url);
    this.endpoint = endpoint;
  }

  /** Makes an endpoint known, and says where. */
  static URI to(Endpoint endpoint) {
    String host = "cloud-" + HOSTS.size() + ".invalid";
    HOSTS.put(host, new WeakReference<>(endpoint));
    return URI.create("http://" + host);
  }

  private static final class Handler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      WeakReference<Endpoint> known = HOSTS.get(url.getHost());
      Endpoint endpoint = known == null ? null : known.get();
      if (endpoint == null) {
        throw new UnknownHostException(url.getHost());
      }
      return new EndpointConnection(url, endpoint);
    }
  }

  private WireResponse response() throws IOException {
    if (response.isEmpty()) {
      Map<String, String> headers = new LinkedHashMap<>();
      getRequestProperties().forEach((name, values) -> headers.put(name, values.getFirst()));
      WireRequest request =
          new WireRequest(
              getRequestMethod(),
              URI.create(url.toString()).getPath(),
              Optional.ofNullable(url.getQuery()).orElse(""),
              headers,
              SdkBytes.fromByteArray(body.toByteArray()));
      try {
        // A function may have several calls under way.
        synchronized (endpoint) {
          response = Optional.of(endpoint.answer(request));
        }
      } catch (SdkClientException lost) {
        throw new IOException(lost.getMessage(), lost);
      }
    }
    return response.get();
  }

  @Override
  public void connect() {
    // The request is sent when its response is read.
  }

  @Override
  public OutputStream getOutputStream() {
    return body;
  }

  @Override
  public int getResponseCode() throws IOException {
    return response().status();
  }

  @Override
  public String getResponseMessage() {
    return "";
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    response.orElseThrow().headers().forEach((name, value) -> fields.put(name, List.of(value)));
    return fields;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new ByteArrayInputStream(response().body().asByteArray());
  }

  @Override
  public InputStream getErrorStream() {
    return new ByteArrayInputStream(response.orElseThrow().body().asByteArray());
  }

  @Override
  public void disconnect() {
    // Nothing is open.
  }

  @Override
  public boolean usingProxy() {
    return false;
  }
}
