package ebsbackup.cli;

import embeddedcloud.Cloud;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the restore workflow with options instead of a request in a file. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Restores the volumes of an instance.",
      "Creates, attaches or swaps volumes, on a world, or on AWS with --profile or --region.",
      "For fields of a request that have no option here, use 'start restore --input FILE'."
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Mixin private DeployedOptions deployed;

  @Option(names = "--instance", paramLabel = "ID", required = true)
  private String instanceId;

  @Option(
      names = "--source",
      paramLabel = "ID",
      description =
          "The instance or volume that was backed up, if not --instance; it may no longer exist.")
  private String source;

  @Option(
      names = "--owner",
      paramLabel = "ACCOUNT",
      description = "The account that shares the snapshots with this one.")
  private String owner;

  @ArgGroup(multiplicity = "1")
  private From from;

  /** Selects the restore point. */
  private static final class From {
    @Option(names = "--latest", description = "The newest good set.")
    private boolean latest;

    @Option(
        names = "--before",
        paramLabel = "INSTANT",
        description =
            "The newest good set at or before this instant, such as 2026-03-02T12:00:00Z.")
    private String before;

    @Option(names = "--run", paramLabel = "RUN", description = "The set of this run.")
    private String run;

    @Option(
        names = "--snapshot",
        paramLabel = "ID",
        description = "A snapshot created by any tool. May be repeated.")
    private List<String> snapshotIds;

    Map<String, Object> json(String owner) {
      Map<String, Object> json = new LinkedHashMap<>();
      putIfGiven(json, "owner", owner);
      if (latest) {
        json.put("latest", true);
      }
      putIfGiven(json, "before", before);
      putIfGiven(json, "run", run);
      putIfGiven(json, "snapshotIds", snapshotIds);
      return json;
    }
  }

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "create",
      description = "create, attach or swap; ${DEFAULT-VALUE} by default.")
  private String mode;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Only this device of the set. May be repeated.")
  private List<String> devices;

  @Option(
      names = "--replace",
      paramLabel = "DEVICE=VOLUME",
      description =
          "The volume that a swap replaces for this device of the set, or 'none'. May be repeated.")
  private Map<String, String> replace;

  @Option(
      names = "--stop",
      negatable = true,
      fallbackValue = "true",
      description = "Whether a swap may stop the instance and start it again.")
  private Boolean stop;

  @Option(
      names = "--health-check",
      paramLabel = "LINE",
      description = "A shell command to run on the instance. If it fails, the restore is undone.")
  private List<String> healthCheck;

  @Option(names = "--dry-run", description = "Show the plan, and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--terraform",
      description = "Also print the lines that a Terraform configuration needs after the restore.")
  private boolean terraform;

  @Option(names = "--name", paramLabel = "NAME", description = "The execution's name.")
  private String name;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    deployed.checkAgainst(options, spec);
    return deployed.given() ? onAws(out) : onWorld(out);
  }

  private int onWorld(PrintWriter out) throws IOException {
    try (Cloud cloud = options.open(spec.commandLine().getErr())) {
      if (!options.json()) {
        Progress.show(cloud, out);
      }
      FinishedExecution execution =
          FinishedExecution.of(
              cloud.run("restore", Optional.ofNullable(name), Json.print(request())));
      Map<String, Object> json = ExecutionView.json(execution);
      ExecutionView.addCloud(json, cloud);
      print(out, execution, json);
      options.save(cloud, out);
      return execution.succeeded() ? 0 : EbsBackup.FAILED;
    }
  }

  private int onAws(PrintWriter out) {
    FinishedExecution execution =
        deployed.run(
            "restore", Optional.ofNullable(name), Json.print(request()), spec, !options.json());
    print(out, execution, ExecutionView.json(execution));
    return execution.succeeded() ? 0 : EbsBackup.FAILED;
  }

  private void print(PrintWriter out, FinishedExecution execution, Map<String, Object> json) {
    if (options.json()) {
      out.println(Json.pretty(json));
    } else {
      out.println();
      ExecutionView.reportText(execution)
          .ifPresentOrElse(
              report -> {
                RestoreText.print(out, report);
                if (terraform) {
                  RestoreText.printTerraform(out, report);
                }
              },
              () -> ExecutionView.printEnd(out, execution));
    }
  }

  private Map<String, Object> request() {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("instanceId", instanceId);
    putIfGiven(request, "source", source);
    request.put("from", from.json(owner));
    request.put("mode", mode);
    putIfGiven(request, "devices", devices);
    putIfGiven(request, "replace", replace);
    putIfGiven(request, "stop", stop);
    if (healthCheck != null) {
      request.put("healthCheck", Map.of("shell", healthCheck));
    }
    if (dryRun) {
      request.put("dryRun", true);
    }
    return request;
  }

  private static void putIfGiven(Map<String, Object> json, String field, Object value) {
    if (value != null) {
      json.put(field, value);
    }
  }
}
