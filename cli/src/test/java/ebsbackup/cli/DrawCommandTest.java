package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Definition;
import embeddedcloud.states.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawCommandTest {
  @TempDir private Path folder;

  private static List<Path> definitions() throws IOException {
    try (Stream<Path> files = Files.list(Cli.PROJECT.resolve("statemachine"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void theDocumentationsPictures_areThoseOfTheDefinitions() throws IOException {
    Cli.Result result = Cli.run("draw", "--to", folder.toString());

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(Cli.PROJECT.resolve(DrawCommand.DOCUMENT))
        .as("run ./ebs-backup draw")
        .hasSameTextualContentAs(folder.resolve(DrawCommand.DOCUMENT));
  }

  @Test
  void everyDefinition_hasAPicture() throws IOException {
    String workflows = Files.readString(Cli.PROJECT.resolve("docs/workflows.md"));

    for (Path file : definitions()) {
      assertThat(workflows).contains(Flowchart.of(Definition.parse(Files.readString(file))));
    }
  }

  @Test
  void everyStateAndWay_isInThePicture() throws IOException {
    for (Path file : definitions()) {
      Definition definition = Definition.parse(Files.readString(file));
      String chart = Flowchart.of(definition);
      for (State state : definition.states().values()) {
        assertThat(chart)
            .containsPattern(
                "\\[\"(λ )?%1$s\"]|\\(\"%1$s\"\\)|\\{\"%1$s\"}"
                    .formatted(Pattern.quote(state.name())));
      }
      long ways = definition.states().values().stream().mapToLong(DrawCommandTest::ways).sum();
      // One more leads to the first state.
      assertThat(chart.lines().filter(line -> line.contains("-> "))).hasSize((int) ways + 1);
    }
  }

  /** Errors have arrows of their own. */
  private static long ways(State state) {
    long all = state.exits().stream().flatMap(exit -> exit.next().stream()).distinct().count();
    boolean both =
        state instanceof State.Task task
            && task.catchers().stream().anyMatch(c -> c.exit().next().equals(task.exit().next()));
    return both ? all + 1 : all;
  }
}
