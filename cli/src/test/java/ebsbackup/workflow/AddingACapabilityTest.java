package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.LambdaFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CONTRIBUTING.md lists the files of a capability: every step and workflow that exists has them,
 * and no other file has to be changed for one more.
 */
class AddingACapabilityTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| (.+) \\|$", Pattern.MULTILINE);
  private static final Pattern WORKFLOW = Pattern.compile("^ebsbackup\\.(\\w+)\\.");

  /** Names of steps or workflows that lie closer together than this many lines each are a list. */
  private static final int LINES_EACH = 2;

  private static final Set<String> SOURCES =
      Set.of("java", "json", "yaml", "md", "mjs", "py", "xml");

  /** What is built, installed or not the project's. */
  private static final Set<String> NO_SOURCES = Set.of("target", "node_modules", "build");

  /** A row of a table. */
  private record Row(String file, String content) {
    boolean isGenerated() {
      return content.startsWith("generated");
    }

    /** Whether it is a file that a capability changes, not one that it adds. */
    boolean isThere() {
      return Files.exists(ProjectFiles.ROOT.resolve(file)) && !isGenerated();
    }

    /** Whether the name of the step or the workflow makes the name of the file. */
    boolean isKnown() {
      return isThere()
          || isGenerated()
          || Stream.of("WORKFLOW/Step", "events/", "statemachine/", "Workflow", "WORKFLOW/package")
              .anyMatch(file::contains)
          || file.endsWith("WORKFLOW/");
    }

    String of(String workflow, String step) {
      return file.replace("WORKFLOW", workflow)
          .replace("WorkflowRoute", capitalized(workflow) + "Route")
          .replace("WorkflowScenarios", capitalized(workflow) + "Scenarios")
          .replace("StepHandler", step + "Handler")
          .replace("step.json", ProjectFiles.sampleName(step) + ".json");
    }
  }

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
    List<Row> rows =
        Stream.concat(table("Each step of").stream(), table("The steps of").stream())
            .filter(row -> row.isKnown() && !row.file().equals("CHANGELOG.md"))
            .toList();

    assertThat(rows).hasSize(9);
    for (Row row : rows) {
      Path file = ProjectFiles.ROOT.resolve(row.of(workflowOf(step), word));
      assertThat(file).exists();
      if (Files.isRegularFile(file) && !row.file().equals("events/step.json")) {
        assertThat(Files.readString(file))
            .as("%s names the step", row.file())
            .containsAnyOf(word, ProjectFiles.stateName(word));
      }
    }
  }

  static List<String> workflows() {
    return ProjectFiles.workflows();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyWorkflowHasTheFilesThatAreListed(String workflow) throws IOException {
    List<Row> rows = table("A new workflow adds");

    assertThat(rows).hasSize(9);
    for (Row row : rows.stream().filter(Row::isKnown).toList()) {
      if (row.file().startsWith("events/")) {
        assertThat(ProjectFiles.events()).anyMatch(name -> name.startsWith(workflow));
      } else {
        assertThat(ProjectFiles.ROOT.resolve(row.of(workflow, ""))).exists();
      }
    }
  }

  @Test
  void theNumberOfFilesIsCounted() throws IOException {
    List<Row> each = table("Each step of");
    List<Row> all = new ArrayList<>();
    IntStream.range(0, 3).forEach(step -> all.addAll(each));
    for (String table : List.of("The steps of", "A new workflow adds", "A call to an AWS API")) {
      all.addAll(table(table));
    }
    long there = all.stream().filter(Row::isThere).count();
    long generated = all.stream().filter(Row::isGenerated).count();

    assertThat(section().replace('\n', ' '))
        .contains(
            "touches %d files: %d new ones, %d that exist, and %d that are generated."
                .formatted(all.size(), all.size() - there - generated, there, generated));
  }

  /** Such a list is forgotten, or has to be in the tables. */
  @Test
  void noOtherFileHasAListOfTheWorkflows() throws IOException {
    List<Pattern> names =
        ProjectFiles.workflows().stream().map(AddingACapabilityTest::named).toList();

    assertThat(unlisted().filter(file -> hasListOf(names, text(file)))).isEmpty();
  }

  /** The test of one workflow may name all of its steps. */
  @Test
  void noOtherFileHasListsOfTheStepsOfWorkflows() throws IOException {
    List<List<Pattern>> steps =
        ProjectFiles.workflows().stream()
            .map(
                workflow ->
                    ProjectFiles.steps(workflow).stream()
                        .map(
                            step ->
                                Pattern.compile(
                                    step
                                        + "|"
                                        + ProjectFiles.stateName(step)
                                        + "|"
                                        + ProjectFiles.sampleName(step)))
                        .toList())
            .toList();

    assertThat(
            unlisted()
                .filter(
                    file -> {
                      String text = text(file);
                      return steps.stream().filter(names -> hasListOf(names, text)).count() > 1;
                    }))
        .isEmpty();
  }

  /** As code names a workflow. */
  private static Pattern named(String workflow) {
    return Pattern.compile(
        "[\"'-]%1$s[\"'`,]|%2$sStateMachine|%2$sScenarios|ebsbackup\\.%1$s\\b|\\b%3$s\\("
            .formatted(workflow, capitalized(workflow), workflow.toUpperCase(Locale.ROOT)));
  }

  private static boolean hasListOf(Collection<Pattern> names, String text) {
    if (!names.stream().allMatch(name -> name.matcher(text).find())) {
      return false;
    }
    List<String> lines = text.lines().toList();
    List<int[]> found =
        names.stream()
            .map(
                name ->
                    IntStream.range(0, lines.size())
                        .filter(line -> name.matcher(lines.get(line)).find())
                        .toArray())
            .toList();
    int together = LINES_EACH * names.size();
    return IntStream.range(0, lines.size())
        .anyMatch(
            from ->
                found.stream()
                    .allMatch(
                        where ->
                            Arrays.stream(where)
                                .anyMatch(line -> line >= from && line < from + together)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> unlisted() throws IOException {
    List<String> listed =
        ROW.matcher(section())
            .results()
            .map(row -> new Row(row.group(1), ""))
            .flatMap(row -> ProjectFiles.workflows().stream().map(name -> row.of(name, "")))
            .toList();
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        ProjectFiles.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return NO_SOURCES.contains(name) || (name.startsWith(".") && !name.equals(".ci"))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (SOURCES.contains(name.substring(name.lastIndexOf('.') + 1))
                && !listed.contains(ProjectFiles.ROOT.relativize(file).toString())) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(sources).hasSizeGreaterThan(500);
    return sources.stream();
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String section() throws IOException {
    String page = Files.readString(ProjectFiles.ROOT.resolve("CONTRIBUTING.md"));
    return page.substring(page.indexOf("## Adding a capability"), page.indexOf("## Rules"));
  }

  /** The table after a line that begins so. */
  private static List<Row> table(String beginning) throws IOException {
    String section = section();
    String table = section.substring(section.indexOf("\n" + beginning));
    int end = table.indexOf("|\n\n");
    return ROW.matcher(table.substring(0, end + 1))
        .results()
        .map(row -> new Row(row.group(1), row.group(2)))
        .toList();
  }
}
