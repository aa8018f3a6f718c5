package ebsbackup.conformance.flows;

import embeddedcloud.json.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Another process, spoken to in JSON documents of one line each. It ends when its input does. */
final class Conversation implements AutoCloseable {
  /** Where Maven runs the tests of this module; the scripts are beside its pom. */
  private static final Path SCRIPTS = Path.of("flows").toAbsolutePath();

  private final Process process;
  private final BufferedWriter to;
  private final BufferedReader from;

  private Conversation(String... command) {
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    to = process.outputWriter(StandardCharsets.UTF_8);
    from = process.inputReader(StandardCharsets.UTF_8);
  }

  /** With moto's interpreter. */
  static Conversation interpreter() {
    return new Conversation(
        tool("conformance.python"),
        SCRIPTS.resolve("interpreter.py").toString(),
        "node",
        module("jsonata"));
  }

  /**
   * With the reference implementation of JSONata.
   *
   * @param name under which package.json installs it, in one version or another
   */
  static Conversation jsonata(String name) {
    return new Conversation("node", SCRIPTS.resolve("jsonata.js").toString(), module(name));
  }

  private static String module(String name) {
    return Path.of(tool("conformance.node_modules"), name).toString();
  }

  private static String tool(String property) {
    return Optional.ofNullable(System.getProperty(property))
        .orElseThrow(
            () -> new IllegalStateException(property + " is not set: see conformance/run"));
  }

  void write(Map<String, ?> document) {
    try {
      to.write(Json.print(document));
      to.newLine();
      to.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<?, ?> read() {
    try {
      String line = from.readLine();
      if (line == null) {
        throw new IllegalStateException("the other process has ended; what it said is above");
      }
      return (Map<?, ?>) Json.parse(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<?, ?> ask(Map<String, ?> question) {
    write(question);
    return read();
  }

  @Override
  public void close() {
    try (to;
        from) {
      to.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
