package ebsbackup.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documentation says exists. */
class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("(?:\\]\\(|src=\")([^)\"]+)[)\"]");
  private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\./ebs-backup) (.*)$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Cli.PROJECT);
        Stream<Path> docs = Files.walk(Cli.PROJECT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLink_leadsSomewhere(Path document) throws IOException {
    String text = Files.readString(document);
    List<String> headings =
        HEADING
            .matcher(text)
            .results()
            .map(heading -> "#" + heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .toList();
    for (String link : LINK.matcher(text).results().map(found -> found.group(1)).toList()) {
      if (link.startsWith("#")) {
        assertThat(headings).contains(link);
      } else if (!link.startsWith("https://")) {
        assertThat(document.resolveSibling(link.replaceFirst("#.*", ""))).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommand_isOne(Path document) throws IOException {
    for (MatchResult found : COMMAND.matcher(Files.readString(document)).results().toList()) {
      String[] words = found.group(1).replaceAll(" +#.*", "").split(" ");
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      CommandLine.ParseResult parsed = EbsBackup.commandLine(nowhere, nowhere).parseArgs(words);
      assertThat(parsed.hasSubcommand()).as(found.group()).isTrue();
      Arrays.stream(words)
          .filter(word -> word.matches("(events|worlds|docs)/.*"))
          .forEach(file -> assertThat(Cli.PROJECT.resolve(file)).exists());
    }
  }

  @Test
  void readme_hasCommands() throws IOException {
    assertThat(COMMAND.matcher(readme()).results().map(found -> found.group(1)))
        .anyMatch(command -> command.startsWith("demo"))
        .anyMatch(command -> command.startsWith("start backup"))
        .anyMatch(command -> command.startsWith("restore "))
        .anyMatch(command -> command.startsWith("prune "));
  }

  @Test
  void readme_leadsToTheFirstHourAndTheProtectionOfTheTags() throws IOException {
    assertThat(readme()).contains("(docs/first-hour.md)", "(docs/protect-the-tags.md)");
  }

  @Test
  void serviceControlPolicy_isJson() throws IOException {
    Path policy = Cli.PROJECT.resolve("docs/service-control-policy.json");

    assertThat((Map<?, ?>) Json.parse(Files.readString(policy)))
        .extracting("Statement", as(LIST))
        .hasSize(3);
  }

  private static String readme() throws IOException {
    return Files.readString(Cli.PROJECT.resolve("README.md"));
  }
}
