package ebsbackup.conformance.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lambda's Runtime API of 2018-06-01, as one function's process sees it: hands out events, one at a
 * time, and takes answers.
 */
final class RuntimeApi implements AutoCloseable {
  private static final String RUNTIME = "/2018-06-01/runtime/";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(1);
  private final Semaphore asked = new Semaphore(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final String functionArn;

  private record Event(String requestId, String payload) {}

  /**
   * What the process said.
   *
   * @param path the last word of the path: {@code response} or {@code error}
   * @param errorType the header of an error that names its type, else empty
   */
  record Answer(String requestId, String path, String errorType, String body) {
    boolean isError() {
      return path.equals("error");
    }
  }

  RuntimeApi(String functionArn) throws IOException {
    this.functionArn = functionArn;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(RUNTIME + "invocation/next", this::next);
    server.createContext(RUNTIME, this::answered);
    server.setExecutor(threads);
    server.start();
  }

  /** For the environment variable {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has the process answer an event, and waits until it has done with it and asks for another. */
  Answer invoke(String payload) throws InterruptedException {
    awaitAsked();
    Event event = new Event(UUID.randomUUID().toString(), payload);
    events.put(event);
    Answer answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer within " + PATIENCE);
    }
    if (!answer.requestId().equals(event.requestId())) {
      throw new AssertionError("an answer to another request: " + answer);
    }
    awaitAsked();
    asked.release();
    return answer;
  }

  private void awaitAsked() throws InterruptedException {
    if (!asked.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not ask for an event");
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.release();
      Event event = events.take();
      Map.of(
              "Lambda-Runtime-Aws-Request-Id",
              event.requestId(),
              "Lambda-Runtime-Deadline-Ms",
              Long.toString(Instant.now().plus(PATIENCE).toEpochMilli()),
              "Lambda-Runtime-Invoked-Function-Arn",
              functionArn,
              "Content-Type",
              "application/json")
          .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] payload = event.payload().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, payload.length);
      exchange.getResponseBody().write(payload);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code invocation/ID/response}, {@code invocation/ID/error} or {@code init/error}. */
  private void answered(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] words =
          exchange.getRequestURI().getPath().substring(RUNTIME.length()).split("/", -1);
      String errorType =
          exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type");
      answers.add(
          new Answer(
              words.length == 3 ? words[1] : words[0],
              words[words.length - 1],
              errorType == null ? "" : errorType,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(202, -1);
      if (words[0].equals("init")) {
        // A process that cannot start never asks for an event: the caller gets its error at once.
        asked.release();
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
