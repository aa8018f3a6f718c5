package ebsbackup.cli;

import embeddedcloud.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
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
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program =
        EbsBackup.commandLine(new PrintWriter(out, true), new PrintWriter(err, true));
    return new Result(program.execute(arguments), out.toString(), err.toString());
  }

  /** What a part of a command prints. */
  static String printed(Consumer<PrintWriter> print) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(out);
    out.flush();
    return text.toString();
  }

  static String event(String name) {
    return PROJECT.resolve("events").resolve(name + ".json").toString();
  }
}
