package ebsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Mutation testing leaves out handlers, adapters and what calls them, and not one class more. */
class MutatedClassesTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern EXCLUDED =
      Pattern.compile("(?s)<excludedClasses>(.*?)</excludedClasses>");
  private static final Pattern PARAM = Pattern.compile("<param>(.*?)</param>");

  @Test
  void onlyWhatCallsAwsAndWhatReadsDisksIsLeftOut() throws IOException {
    List<String> callers;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      callers = files.filter(MutatedClassesTest::callsAws).map(MutatedClassesTest::name).toList();
    }

    assertThat(excluded())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of("ebsbackup.aws.*", "ebsbackup.blocks.*", "ebsbackup.*Handler*"),
                    callers.stream().filter(name -> !name.endsWith("Handler")))
                .toList());
  }

  private static List<String> excluded() throws IOException {
    return EXCLUDED
        .matcher(Files.readString(Path.of("pom.xml")))
        .results()
        .flatMap(found -> PARAM.matcher(found.group(1)).results())
        .map(found -> found.group(1))
        .toList();
  }

  private static boolean callsAws(Path file) {
    try {
      return file.toString().endsWith(".java")
          && !file.startsWith(SOURCES.resolve("ebsbackup/aws"))
          && Files.readString(file).contains("import ebsbackup.aws.");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return SOURCES
        .relativize(file)
        .toString()
        .replace(".java", "")
        .replace(file.getFileSystem().getSeparator(), ".");
  }
}
