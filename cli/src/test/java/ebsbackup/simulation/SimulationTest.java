package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.cli.Deployment;
import ebsbackup.simulation.Simulation.Outcome;
import embeddedcloud.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void aRestoreThatLeavesItsMarks_isFound(@TempDir Path mutant) throws IOException {
    copy(mutant);
    Path definition = mutant.resolve("statemachine/restore.asl.json");
    Files.writeString(
        definition,
        Files.readString(definition)
            .replace("\"Next\": \"Unmark Resources\"", "\"Next\": \"Report Restore\""));

    Set<String> broken = new HashSet<>();
    for (long seed = 1_000; seed < 1_005; seed++) {
      play(seed, mutant).violation().map(Violation::promise).ifPresent(broken::add);
    }
    assertThat(broken).containsExactly("marks end");
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
