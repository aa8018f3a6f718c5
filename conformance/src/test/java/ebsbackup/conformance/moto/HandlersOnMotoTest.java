package ebsbackup.conformance.moto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same stories in an account of moto, over HTTP, and in one of the embedded cloud come to the
 * same end.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HandlersOnMotoTest {
  private MotoExceptions exceptions;
  private MotoServer moto;

  @BeforeAll
  void start() throws IOException {
    Path folder = Path.of("moto");
    exceptions = MotoExceptions.read(folder.resolve("exceptions.json"));
    moto = MotoServer.start(folder, Path.of("target", "moto.log"));
  }

  static Stream<Story> stories() {
    return Stream.of(BackupStories.all(), RestoreStories.all(), PruneStories.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("stories")
  void storyOnMoto_endsAsOnTheEmbeddedCloud(Story story) throws Exception {
    moto.reset();
    Path onMoto = told(story, "moto", new MotoAccount(moto.endpoint(), exceptions));
    Path embedded = told(story, "embedded", EmbeddedAccount.open());

    // As files, since of them the lines are shown that differ.
    assertThat(onMoto).hasSameTextualContentAs(embedded);
  }

  static List<Leniency> leniencies() {
    return Leniency.all();
  }

  @ParameterizedTest
  @MethodSource("leniencies")
  void whatStoriesKeepAwayFrom_passesOnMotoAlone(Leniency leniency) throws Exception {
    moto.reset();
    try (Account onMoto = new MotoAccount(moto.endpoint(), exceptions);
        Account embedded = EmbeddedAccount.open()) {
      assertThat(leniency.passes().test(onMoto)).isTrue();
      assertThat(leniency.passes().test(embedded)).isFalse();
    }
    exceptions.use(leniency.exception());
  }

  private static Path told(Story story, String where, Account account) throws IOException {
    Path file = Path.of("target", "moto", story.name().replace(' ', '-') + "." + where + ".txt");
    Files.createDirectories(file.getParent());
    try (account) {
      Stage stage = new Stage(account);
      story.plot().accept(stage);
      Files.write(file, stage.told());
    }
    return file;
  }

  @AfterAll
  void stop() throws Exception {
    moto.close();
    assertThat(exceptions.unused()).as("exceptions of moto that no longer occur").isEmpty();
  }
}
