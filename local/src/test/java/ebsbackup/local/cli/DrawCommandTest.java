package ebsbackup.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.local.states.Definition;
import ebsbackup.local.states.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawCommandTest {
  @TempDir private Path folder;

  @Test
  void theDocumentationsPictures_areThoseOfTheDefinitions() throws IOException {
    Cli.Result result = Cli.run("draw", "--to", folder.toString());

    assertThat(result.status()).as(result.err()).isZero();
    for (Path definition : DrawCommand.definitions(Cli.PROJECT)) {
      String picture = DrawCommand.name(definition) + ".svg";
      assertThat(Cli.PROJECT.resolve("docs").resolve(picture))
          .as("run ./ebs-backup draw")
          .hasSameTextualContentAs(folder.resolve(picture));
    }
  }

  @Test
  void everyStateAndWay_isInThePicture() throws IOException {
    for (Path file : DrawCommand.definitions(Cli.PROJECT)) {
      Definition definition = Definition.parse(Files.readString(file));
      String svg = DrawCommand.draw(file);
      for (State state : definition.states().values()) {
        assertThat(svg).contains(">" + state.name() + "</text>");
      }
      long ways =
          definition.states().values().stream()
              .mapToLong(
                  state ->
                      state.exits().stream().flatMap(e -> e.next().stream()).distinct().count())
              .sum();
      // One more leads to the first state.
      assertThat(svg.split("<path class=\"(way|caught)\"", -1)).hasSize((int) ways + 2);
    }
  }
}
