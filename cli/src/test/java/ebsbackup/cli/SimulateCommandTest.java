package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.Project;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateCommandTest {
  @Test
  void seedsThatHold_areCounted() {
    Cli.Result result = Cli.run("simulate", "--seeds", "1", "--from", "7", "--json");

    assertThat(result.status()).isZero();
    Map<?, ?> json = result.json();
    assertThat(json.get("seeds")).isEqualTo(1L);
    assertThat((Long) json.get("executions")).isPositive();
    assertThat(json.get("failures")).isEqualTo(List.of());
  }

  /** Deploys the product with a time zone that no scenario has. */
  private static Cli.Result simulateInTokyo(String... arguments) {
    Project project = Project.in(Cli.PROJECT);
    SimulateCommand command =
        new SimulateCommand(
            (parameters, clock, ec2, seed) -> {
              Map<String, String> changed = new HashMap<>(parameters);
              changed.put("KeepTimeZone", "Asia/Tokyo");
              return Deployment.deploy(project, changed, clock, ec2, seed);
            });
    return Cli.run((out, err) -> new CommandLine(command).setOut(out).setErr(err), arguments);
  }

  @Test
  void aBrokenPromise_isExitCode1_withTheEventThatSuffices_andItsTrace() {
    Cli.Result result = simulateInTokyo("--seeds", "1", "--from", "7");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    String broken =
        "a schedule starts the plan of the parameters: timeZone is Asia/Tokyo and not \\S+";
    assertThat(result.out())
        .matches(
            """
            1 seed, \\d+ executions? in \\d+ s: a promise is broken

            Seed 7 breaks a promise: %1$s
            1 of its \\d+ events suffice:
              Schedule\\[at=\\S+, lasts=PT\\d+H]
            Trace:
              \\S+Z  Schedule\\[.*
              \\S+Z  BROKEN: %1$s
              \\S+Z  backup \\S+ starts
            """
                .formatted(broken));
  }

  @Test
  void aBrokenPromise_isInTheJson_andTheTraceOfOneSeedIsPrintedFirst() {
    Cli.Result document = simulateInTokyo("--seed", "7", "--json");

    assertThat(document.status()).isEqualTo(1);
    assertThat(document.json().keySet()).isEqualTo(Set.of("seeds", "executions", "failures"));
    assertThat((List<?>) document.json().get("failures"))
        .singleElement()
        .satisfies(
            failure -> {
              Map<?, ?> fields = (Map<?, ?>) failure;
              assertThat(fields.get("seed")).isEqualTo(7L);
              assertThat(fields.get("promise"))
                  .isEqualTo("a schedule starts the plan of the parameters");
              assertThat(fields.get("text").toString())
                  .startsWith("timeZone is Asia/Tokyo and not ");
              assertThat((List<?>) fields.get("events")).hasSize(1);
            });
    assertThat(simulateInTokyo("--seed", "7").out())
        .containsPattern("(?s)^2026-\\S+Z  .*\n\\S+Z  BROKEN: a schedule .*\n1 seed, ");
  }
}
