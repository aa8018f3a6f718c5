package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.cli.Deployment;
import ebsbackup.simulation.Simulation.Outcome;
import embeddedcloud.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few seeds; {@code ./ebs-backup simulate} tries thousands. */
class SimulationTest {
  private static final Path PROJECT = Path.of("..");

  private static Outcome play(long seed, Path project) throws IOException {
    return Simulation.play(
        Generator.scenario(seed),
        (parameters, clock, ec2, ofIds) ->
            Deployment.deploy(Project.in(project), parameters, clock, ec2, ofIds));
  }

  @Test
  void everyPromiseHolds_andASeedReplaysExactly() throws IOException {
    Outcome first = play(1, PROJECT);
    Outcome second = play(2, PROJECT);

    assertThat(first.violation()).isEmpty();
    assertThat(second.violation()).isEmpty();
    assertThat(first.executions()).isGreaterThan(5);
    assertThat(first.trace()).isEqualTo(play(1, PROJECT).trace()).isNotEqualTo(second.trace());
  }

  @Test
  void theTrace_namesEachWorkflowThatStarts_andHowItEnds() throws IOException {
    Outcome outcome = play(1, PROJECT);

    List<String> starts = found("\\S+Z  ((backup|prune|restore) \\S+) starts", outcome.trace());
    assertThat(starts).hasSize(outcome.executions()).doesNotHaveDuplicates();
    assertThat(
            found(
                "\\S+Z  (\\w+ \\S+) ends (SUCCEEDED |(FAILED|ABORTED|TIMED_OUT) .+)",
                outcome.trace()))
        .containsExactlyInAnyOrderElementsOf(starts);
  }

  @Test
  void aPersonWhoStartsAnExecution_doesNotWaitUntilItHasEnded() throws IOException {
    List<String> trace = play(1, PROJECT).trace();

    List<Integer> started =
        IntStream.range(1, trace.size())
            .filter(i -> trace.get(i).matches("\\S+  (Backup|Prune|Restore)\\[at=.*"))
            .boxed()
            .toList();
    assertThat(started)
        .hasSizeGreaterThan(3)
        .allSatisfy(
            i ->
                assertThat(trace.get(i - 1))
                    .startsWith(trace.get(i).split(" ", 2)[0] + "  ")
                    .endsWith(" starts"));
  }

  /** The first group of each line that matches as a whole. */
  private static List<String> found(String pattern, List<String> lines) {
    return lines.stream()
        .map(Pattern.compile(pattern)::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .toList();
  }

  @Test
  void aRestoreThatLeavesItsMarks_isFound(@TempDir Path mutant) throws IOException {
    plant(
        mutant,
        "statemachine/restore.asl.json",
        "\"Next\": \"Unmark Resources\"",
        "\"Next\": \"Report Restore\"");

    assertThat(broken(mutant, 1_000, 5)).containsExactly("marks end");
  }

  /** The file, what is replaced in it, by what, the number of seeds, and the broken promise. */
  @Tag("sweep")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "template.yaml | \"timeZone\": \"\\$\\{KeepTimeZone\\}\" | \"timeZone\": \"UTC\" | 5 "
            + "| a schedule starts the plan of the parameters",
        "template.yaml | status: \\[FAILED, TIMED_OUT, ABORTED\\] | status: [FAILED, TIMED_OUT] "
            + "| 5 | every failure is reported"
      })
  void aFaultIsFound(
      String file, String part, String by, int seeds, String promise, @TempDir Path mutant)
      throws IOException {
    plant(mutant, file, part, by);

    assertThat(broken(mutant, 1_000, seeds)).contains(promise);
  }

  /** Copies the deployed files, and replaces each match in one of them. */
  static void plant(Path mutant, String file, String part, String by) throws IOException {
    copy(mutant);
    String text = Files.readString(mutant.resolve(file));
    String planted = text.replaceAll(part, by);
    assertThat(planted).isNotEqualTo(text);
    Files.writeString(mutant.resolve(file), planted);
  }

  private static Set<String> broken(Path mutant, long from, int seeds) throws IOException {
    Set<String> broken = new HashSet<>();
    for (long seed = from; seed < from + seeds; seed++) {
      play(seed, mutant).violation().map(Violation::promise).ifPresent(broken::add);
    }
    return broken;
  }

  private static void copy(Path to) throws IOException {
    Files.copy(PROJECT.resolve("template.yaml"), to.resolve("template.yaml"));
    Files.createDirectory(to.resolve("statemachine"));
    try (Stream<Path> definitions = Files.list(PROJECT.resolve("statemachine"))) {
      for (Path definition : definitions.toList()) {
        Files.copy(definition, to.resolve("statemachine").resolve(definition.getFileName()));
      }
    }
  }
}
