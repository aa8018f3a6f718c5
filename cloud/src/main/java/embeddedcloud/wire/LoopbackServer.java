package embeddedcloud.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * An endpoint on a port that only this computer can reach. Requests are answered one at a time. The
 * JDK's server always sets the header {@code Date} to the computer's time.
 */
public final class LoopbackServer implements AutoCloseable {
  static {
    // Otherwise the JDK's server would wait 40 ms for more data to send. It reads the property only
    // once.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Endpoint endpoint;
  private final Object turn;
  private final Consumer<RuntimeException> defects;
  private final HttpServer server;
  private final ExecutorService threads;

  private LoopbackServer(
      Endpoint endpoint, Object turn, Consumer<RuntimeException> defects, HttpServer server) {
    this.endpoint = endpoint;
    this.turn = turn;
    this.defects = defects;
    this.server = server;
    this.threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  }

  /**
   * Starts the server.
   *
   * @param port the port; 0 for any free port
   * @param turn held while a request is answered, and by every other user of the cloud
   * @param defects receives errors that no request should be able to cause; the client sees
   *     InternalError
   * @throws IOException when the port is taken
   */
  public static LoopbackServer start(
      Endpoint endpoint, int port, Object turn, Consumer<RuntimeException> defects)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    LoopbackServer loopback = new LoopbackServer(endpoint, turn, defects, server);
    server.createContext("/", loopback::exchange);
    server.setExecutor(loopback.threads);
    server.start();
    return loopback;
  }

  /** The URI for clients, such as {@code http://127.0.0.1:4566}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      WireRequest request = read(exchange);
      WireResponse response;
      try {
        synchronized (turn) {
          response = endpoint.answer(request);
        }
      } catch (SdkClientException lost) {
        // Closing the exchange without a response closes the connection, so the response is lost.
        return;
      } catch (RuntimeException defect) {
        defects.accept(defect);
        response = endpoint.broken(request, defect);
      }
      write(exchange, response);
    }
  }

  private static WireRequest read(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    return new WireRequest(
        exchange.getRequestMethod(),
        uri.getPath(),
        Optional.ofNullable(uri.getRawQuery()).orElse(""),
        WireRequest.first(exchange.getRequestHeaders()),
        SdkBytes.fromInputStream(exchange.getRequestBody()));
  }

  private static void write(HttpExchange exchange, WireResponse response) throws IOException {
    byte[] body = response.body().asByteArrayUnsafe();
    response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    // Zero would mean that the length is not known yet.
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  /** Stops the server at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
