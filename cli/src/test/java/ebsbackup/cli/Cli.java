package ebsbackup.cli;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command line, called as a test would like to call it. */
final class Cli {
  static final Path PROJECT = WorldOptions.project();
  static final String SMALL = PROJECT.resolve("worlds/small").toString();

  private Cli() {}

  record Result(int status, String out, String err) {
    Map<?, ?> json() {
      return (Map<?, ?>) Json.parse(out);
    }
  }

  static Result run(String... arguments) {
    return run(EbsBackup::commandLine, arguments);
  }

  /**
   * Runs another command line.
   *
   * @param program makes it with the writers of its output and errors
   */
  static Result run(
      BiFunction<PrintWriter, PrintWriter, CommandLine> program, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        program.apply(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }

  /** What a part of a command prints. */
  static String printed(Consumer<PrintWriter> print) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(out);
    out.flush();
    return text.toString();
  }

  /** Copies the small world into an existing folder. */
  static void copySmall(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(SMALL))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  static String event(String name) {
    return PROJECT.resolve("events").resolve(name + ".json").toString();
  }
}
