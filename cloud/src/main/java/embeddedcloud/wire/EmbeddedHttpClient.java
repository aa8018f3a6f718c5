package embeddedcloud.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Connects an SDK client to an endpoint in this JVM, without a socket and on the same thread. */
public final class EmbeddedHttpClient implements SdkHttpClient {
  private final Endpoint endpoint;

  public EmbeddedHttpClient(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return exchange(request);
      }

      @Override
      public void abort() {
        // The response is available at once, so there is nothing to abort.
      }
    };
  }

  private HttpExecuteResponse exchange(HttpExecuteRequest request) throws IOException {
    WireResponse response;
    try {
      response = endpoint.answer(read(request.httpRequest(), request.contentStreamProvider()));
    } catch (SdkClientException lost) {
      // On a network, a lost response is a connection error.
      throw new IOException(lost.getMessage(), lost);
    }
    Map<String, List<String>> headers = new TreeMap<>();
    response.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    headers.put("Content-Length", List.of(String.valueOf(length(response.body()))));
    return HttpExecuteResponse.builder()
        .response(SdkHttpResponse.builder().statusCode(response.status()).headers(headers).build())
        .responseBody(AbortableInputStream.create(response.body().asInputStream()))
        .build();
  }

  private static int length(SdkBytes body) {
    return body.asByteArrayUnsafe().length;
  }

  private static WireRequest read(SdkHttpRequest request, Optional<ContentStreamProvider> content)
      throws IOException {
    SdkBytes body = SdkBytes.fromByteArrayUnsafe(new byte[0]);
    if (content.isPresent()) {
      try (InputStream in = content.get().newStream()) {
        body = SdkBytes.fromInputStream(in);
      }
    }
    return new WireRequest(
        request.method().name(),
        request.getUri().getPath(),
        request.encodedQueryParameters().orElse(""),
        WireRequest.first(request.headers()),
        body);
  }

  @Override
  public String clientName() {
    return "Embedded";
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
