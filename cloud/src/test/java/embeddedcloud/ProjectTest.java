package embeddedcloud;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Definition;
import embeddedcloud.template.Stack;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
  private static final String PASS =
      """
      {"QueryLanguage": "JSONata", "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
      """;

  @TempDir private Path folder;

  private static Stack stack(Map<String, String> parameters) {
    return new Stack("stack", "eu-central-1", "123456789012", parameters);
  }

  private void write(String name) throws IOException {
    Files.writeString(
        folder.resolve("template.yaml"),
        "Parameters: {%s: {Type: String, Default: a}}\nResources: {}\n".formatted(name));
  }

  @Test
  void aTemplateIsParsedOnceForAStack_untilItIsEdited() throws IOException {
    Project project = Project.in(folder);
    write("One");
    Template first = project.template(stack(Map.of()));
    Definition definition = project.definition(PASS);

    assertThat(project.template(stack(Map.of()))).isSameAs(first);
    assertThat(project.template(stack(Map.of("One", "b"))).parameterValues())
        .containsEntry("One", "b");
    assertThat(project.definition(PASS)).isSameAs(definition);

    write("Two");
    assertThat(project.template(stack(Map.of())).parameterValues()).containsOnlyKeys("Two");
    assertThat(project.definition(PASS)).isNotSameAs(definition);
  }

  /** Thousands of runs, each with other parameters, once filled the heap. */
  @Test
  void onlyTheStacksOfTheLastDeploymentsAreKept() throws IOException {
    Project project = Project.in(folder);
    write("One");
    Template first = project.template(stack(Map.of()));
    Template second = project.template(stack(Map.of("One", "b")));
    for (int i = 0; i < 40; i++) {
      project.template(stack(Map.of("One", "c" + i)));
      assertThat(project.template(stack(Map.of()))).as("in use").isSameAs(first);
    }

    assertThat(project.template(stack(Map.of("One", "b")))).isNotSameAs(second).isEqualTo(second);
  }
}
