package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.LambdaFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CONTRIBUTING.md lists the files of a step; every step that exists has them. */
class AddingACapabilityTest {
  private static final Pattern WORKFLOW = Pattern.compile("^ebsbackup\\.(\\w+)\\.");

  static List<LambdaFunction> steps() throws IOException {
    return ProjectFiles.template(Map.of()).functions().stream()
        // Rules start these: they are no steps of a workflow.
        .filter(function -> !workflowOf(function).equals("notify"))
        .filter(function -> !function.logicalId().equals("StartEarlyPullFunction"))
        .toList();
  }

  private static String workflowOf(LambdaFunction function) {
    return WORKFLOW
        .matcher(function.handler())
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyStepHasTheFilesThatAreListed(LambdaFunction step) throws IOException {
    String word = ProjectFiles.wordOf(step);
    String workflow = workflowOf(step);
    String scenarios = Character.toUpperCase(workflow.charAt(0)) + workflow.substring(1);

    for (String listed : listedFiles()) {
      Path file =
          ProjectFiles.ROOT.resolve(
              listed
                  .replace("WORKFLOW", workflow)
                  .replace("Workflow", scenarios)
                  .replace("StepHandler", word + "Handler")
                  .replace("step.json", ProjectFiles.sampleName(word) + ".json"));
      assertThat(file).exists();
      if (Files.isRegularFile(file) && !listed.equals("events/step.json")) {
        assertThat(Files.readString(file))
            .as("%s names the step", listed)
            .containsAnyOf(word, ProjectFiles.stateName(word));
      }
    }
  }

  @Test
  void thePageListsFilesOfEveryKind() throws IOException {
    assertThat(listedFiles())
        .contains("template.yaml", "statemachine/WORKFLOW.asl.json", "events/step.json")
        .hasSize(8);
  }

  /** The first column of the first table, without files that steps may do without. */
  private static List<String> listedFiles() throws IOException {
    String page = Files.readString(ProjectFiles.ROOT.resolve("CONTRIBUTING.md"));
    String section = page.substring(page.indexOf("## Adding a capability"));
    String table = section.substring(0, section.indexOf("A call to an AWS API"));
    return Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE)
        .matcher(table)
        .results()
        .map(row -> row.group(1))
        .toList();
  }
}
