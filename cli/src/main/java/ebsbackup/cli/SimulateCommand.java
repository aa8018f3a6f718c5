package ebsbackup.cli;

import ebsbackup.simulation.Seeds;
import ebsbackup.simulation.Seeds.Result;
import ebsbackup.simulation.Simulation.Deployer;
import ebsbackup.simulation.Simulation.Outcome;
import embeddedcloud.Project;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tests the product on random worlds. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Tests the product on random worlds, for weeks of virtual time.",
      "A seed decides the fleet, the plans, what people do and what goes wrong, and always gives the"
          + " same run. The command checks the promises of the product throughout the run. If one is"
          + " broken, the exit code is 1, and the command prints the shortest list of events that"
          + " breaks it.",
      ""
    })
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many seeds to try (default: ${DEFAULT-VALUE}).")
  private int seeds = 100;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  private long from = 1;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Try this seed only, and print its whole trace.")
  private Long only;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Start no further seed after this many minutes.")
  private Integer minutes;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  private final Deployer deployer;

  SimulateCommand() {
    this(deployer());
  }

  /**
   * @param deployer deploys the product, possibly with an injected fault
   */
  SimulateCommand(Deployer deployer) {
    this.deployer = deployer;
  }

  private static Deployer deployer() {
    ThreadLocal<Project> ofThread =
        ThreadLocal.withInitial(() -> Project.in(WorldOptions.project()));
    return (parameters, clock, ec2, seed) ->
        Deployment.deploy(ofThread.get(), parameters, clock, ec2, seed);
  }

  @Override
  public Integer call() throws IOException {
    if (seeds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--seeds: expected a number of 1 or more, but was " + seeds);
    }
    PrintWriter out = spec.commandLine().getOut();
    Seeds simulation = new Seeds(deployer);
    if (only != null) {
      Outcome outcome = simulation.play(only);
      if (!json) {
        outcome.trace().forEach(out::println);
      }
    }
    PrintWriter progress = spec.commandLine().getErr();
    Result result =
        simulation.play(
            only == null ? LongStream.range(from, from + seeds).boxed().toList() : List.of(only),
            Optional.ofNullable(minutes),
            progress::println);
    if (json) {
      out.println(Json.pretty(view(result)));
    } else {
      out.println(result.summary());
      result.failures().forEach(failure -> failure.lines().forEach(out::println));
    }
    return result.failures().isEmpty() ? 0 : EbsBackup.FAILED;
  }

  private static Map<String, Object> view(Result result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seeds", (long) result.seeds());
    json.put("executions", result.executions());
    json.put(
        "failures",
        result.failures().stream()
            .map(
                failure -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("seed", failure.seed());
                  one.put("promise", failure.violation().promise());
                  one.put("text", failure.violation().text());
                  one.put("events", failure.events());
                  return one;
                })
            .toList());
    return json;
  }
}
