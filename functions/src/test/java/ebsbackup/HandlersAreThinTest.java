package ebsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A handler reads its input, calls a decision or an adapter, and returns its output: one page. */
class HandlersAreThinTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final int MAX_LINES = 80;

  static Stream<Path> handlers() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith("Handler.java"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void aHandlerFitsOnAPage(Path file) throws IOException {
    assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MAX_LINES);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void aHandlerNestsNothingButItsInputAndOutput(Path file) throws ClassNotFoundException {
    String name =
        SOURCES
            .relativize(file)
            .toString()
            .replace(".java", "")
            .replace(file.getFileSystem().getSeparator(), ".");
    Class<?> handler = Class.forName(name);

    assertThat(handler.getSuperclass()).isEqualTo(Object.class);
    assertThat(handler.getDeclaredClasses())
        .extracting(Class::getSimpleName)
        .isSubsetOf(Set.of("Input", "Output"));
  }
}
