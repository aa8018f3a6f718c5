package ebsbackup.conformance.moto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** moto's server in a process of its own; it ends with this, or with this JVM. */
final class MotoServer implements AutoCloseable {
  private final Process process;
  private final URI endpoint;

  private MotoServer(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts it with the Python that conformance/run has installed. */
  static MotoServer start(Path folder, Path log) throws IOException {
    String python = System.getProperty("conformance.python");
    if (python == null) {
      throw new IllegalStateException("conformance.python is not set: conformance/run knows it");
    }
    Process process =
        new ProcessBuilder(
                python,
                folder.resolve("server.py").toString(),
                folder.resolve("exceptions.json").toString())
            .redirectError(log.toFile())
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = output.readLine();
    if (port == null) {
      throw new IOException("moto did not start; see " + log);
    }
    return new MotoServer(process, URI.create("http://127.0.0.1:" + port));
  }

  URI endpoint() {
    return endpoint;
  }

  /** Forgets every resource. */
  void reset() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(endpoint.resolve("/moto-api/reset"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("moto was not reset: " + answer.body());
      }
    }
  }

  @Override
  public void close() throws IOException {
    // The end of its input ends it.
    process.getOutputStream().close();
  }
}
