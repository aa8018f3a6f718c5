package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.Parameter;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of parameters is what a person decides by: the defaults are those that it names. */
class ParametersPageTest {
  @Test
  void tableOfParameters_isTheTemplates() throws IOException {
    List<String> rows =
        Template.parameters(Cli.PROJECT.resolve("template.yaml")).stream()
            .map(ParametersPageTest::row)
            .toList();

    String page = Files.readString(Cli.PROJECT.resolve("docs/parameters.md"));
    assertThat(page.lines().filter(line -> line.matches("\\| `[A-Z]\\w*` \\| (`|\\().*")))
        .containsExactlyElementsOf(rows);
  }

  private static String row(Parameter parameter) {
    String value = parameter.defaultValue().orElseThrow();
    return "| `%s` | %s | %s |"
        .formatted(
            parameter.name(),
            value.isEmpty() ? "(empty)" : "`" + value + "`",
            parameter.description());
  }
}
