package ebsbackup.cli;

import embeddedcloud.states.Definition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Updates the pictures of the workflows in the documentation. */
@Command(
    name = "draw",
    mixinStandardHelpOptions = true,
    description = {
      "Updates the Mermaid pictures in docs/workflows.md from the definitions in statemachine/.",
      ""
    })
final class DrawCommand implements Callable<Integer> {
  /** The document that contains the pictures. */
  static final String DOCUMENT = "docs/workflows.md";

  private static final Pattern PICTURE =
      Pattern.compile(
          "(<!-- drawn from (statemachine/\\S+) -->\n```mermaid\n).*?(?=```)", Pattern.DOTALL);

  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder to write to, instead of the project.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path project = WorldOptions.project();
    String text = Files.readString(project.resolve(DOCUMENT));
    Path file = (folder == null ? project : folder).resolve(DOCUMENT);
    Files.createDirectories(file.getParent());
    Files.writeString(file, update(text, project));
    out.println(file);
    return 0;
  }

  private static String update(String document, Path project) throws IOException {
    StringBuilder updated = new StringBuilder();
    Matcher picture = PICTURE.matcher(document);
    while (picture.find()) {
      Definition definition = Definition.parse(Files.readString(project.resolve(picture.group(2))));
      picture.appendReplacement(
          updated, Matcher.quoteReplacement(picture.group(1) + Flowchart.of(definition)));
    }
    return picture.appendTail(updated).toString();
  }
}
