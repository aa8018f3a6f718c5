package ebsbackup.local.cli;

import ebsbackup.local.drawing.Picture;
import ebsbackup.local.states.Definition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws the workflows for the documentation. */
@Command(
    name = "draw",
    mixinStandardHelpOptions = true,
    description = {"Draws each definition in statemachine/ as an SVG.", ""})
final class DrawCommand implements Callable<Integer> {
  private static final String SUFFIX = ".asl.json";

  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder to write to, instead of the project's docs/.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path target = folder == null ? WorldOptions.project().resolve("docs") : folder;
    Files.createDirectories(target);
    for (Path definition : definitions(WorldOptions.project())) {
      Path file = target.resolve(name(definition) + ".svg");
      Files.writeString(file, draw(definition));
      out.println(file);
    }
    return 0;
  }

  static List<Path> definitions(Path project) throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("statemachine"))) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  static String name(Path definition) {
    return definition.getFileName().toString().replace(SUFFIX, "");
  }

  static String draw(Path definition) throws IOException {
    String name = name(definition);
    return Picture.svg(
        Character.toUpperCase(name.charAt(0)) + name.substring(1),
        Definition.parse(Files.readString(definition)));
  }
}
