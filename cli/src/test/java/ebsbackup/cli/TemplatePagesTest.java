package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.Parameter;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages that a person decides by name what the template has. */
class TemplatePagesTest {
  private static final Pattern ALARM =
      Pattern.compile("(?m)^  (\\w+):\n    Type: AWS::CloudWatch::Alarm$");

  @Test
  void tableOfParameters_isTheTemplates() throws IOException {
    List<String> rows =
        Template.parameters(Cli.PROJECT.resolve("template.yaml")).stream()
            .map(TemplatePagesTest::row)
            .toList();

    String page = Files.readString(Cli.PROJECT.resolve("docs/parameters.md"));
    assertThat(page.lines().filter(line -> line.matches("\\| `[A-Z]\\w*` \\| (`|\\().*")))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void tableOfAlarms_hasThoseOfTheTemplate() throws IOException {
    String template = Files.readString(Cli.PROJECT.resolve("template.yaml"));
    String page = Files.readString(Cli.PROJECT.resolve("docs/deploy.md"));

    assertThat(Pattern.compile("`(\\w+Alarm)`").matcher(page).results().map(m -> m.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            ALARM.matcher(template).results().map(m -> m.group(1)).toList())
        .contains("BackupFailedAlarm");
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
