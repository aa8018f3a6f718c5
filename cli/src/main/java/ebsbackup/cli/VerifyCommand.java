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
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies the sets of a plan, and shows what was found on each volume. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies the good sets of a plan that have no verdict yet.",
      "Works on a world or, with --profile or --region, on an AWS account through the deployed workflow. Reads a few blocks of each snapshot, and records the verdict as a tag.",
      "The world's files stay as they are; --save writes the changed world to a folder.",
      ""
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Mixin private DeployedOptions deployed;

  @Option(
      names = "--plan",
      paramLabel = "NAME",
      defaultValue = "daily",
      description = "The plan's name; ${DEFAULT-VALUE} by default.")
  private String plan;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      description = "Maximum number of requests to the EBS direct APIs.")
  private Integer maxRequests;

  @Option(
      names = "--manifest",
      description =
          "Also store the SHA-256 of every block of new snapshots, in the bucket that the parameter"
              + " ManifestBucket names.")
  private boolean manifest;

  @Option(
      names = "--max-manifest-requests",
      paramLabel = "N",
      description = "Maximum number of requests to the EBS direct APIs for manifests.")
  private Integer maxManifestRequests;

  @Option(
      names = "--dry-run",
      description = "Show what would be read and what that costs. Reads no block, writes nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    deployed.checkAgainst(options, spec);
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("plan", plan);
    if (maxRequests != null) {
      request.put("maxRequests", maxRequests);
    }
    if (manifest) {
      request.put("manifest", true);
    }
    if (maxManifestRequests != null) {
      request.put("maxManifestRequests", maxManifestRequests);
    }
    if (dryRun) {
      request.put("dryRun", true);
    }
    String input = Json.print(request);
    if (deployed.given()) {
      FinishedExecution execution =
          deployed.run("verify", Optional.empty(), input, spec, !options.json());
      print(out, execution, ExecutionView.json(execution));
      return execution.succeeded() ? 0 : EbsBackup.FAILED;
    }
    try (Cloud cloud = options.open(spec.commandLine().getErr())) {
      FinishedExecution execution =
          FinishedExecution.of(cloud.run("verify", Optional.empty(), input));
      Map<String, Object> document = ExecutionView.json(execution);
      ExecutionView.addCloud(document, cloud);
      print(out, execution, document);
      options.save(cloud, out);
      return execution.succeeded() ? 0 : EbsBackup.FAILED;
    }
  }

  private void print(PrintWriter out, FinishedExecution execution, Map<String, Object> document) {
    if (options.json()) {
      out.println(Json.pretty(document));
      return;
    }
    ExecutionView.report(execution).ifPresent(report -> print(out, (Map<?, ?>) report));
    ExecutionView.printEnd(out, execution);
  }

  private static void print(PrintWriter out, Map<?, ?> report) {
    Table volumes = new Table("SOURCE", "SET", "VOLUME", "FOUND", "CHANGED", "REQUESTS", "VERDICT");
    for (Map<?, ?> line : objects(report.get("lines"))) {
      Map<?, ?> set = (Map<?, ?>) line.get("set");
      String reason = text(line.get("reason"));
      volumes.row(
          text(set.get("source")),
          text(set.get("startTime")),
          text(line.get("volumeId")),
          ((List<?>) line.get("found"))
              .stream().map(VerifyCommand::text).collect(Collectors.joining(" ")),
          text(line.get("changed")),
          text(line.get("requests")),
          text(line.get("verdict")) + (reason.isEmpty() ? "" : ": " + reason));
    }
    if (!volumes.isEmpty()) {
      volumes.print(out, "");
      out.println();
    }
    Optional<Map<?, ?>> stored =
        Optional.ofNullable(report.get("manifests")).map(each -> (Map<?, ?>) each);
    stored.ifPresent(manifests -> printManifests(out, manifests));
    for (Map<?, ?> key : objects(report.get("keys"))) {
      out.println("Key       %s, %s".formatted(key.get("key"), key.get("state")));
    }
    Optional.ofNullable(report.get("estimate"))
        .ifPresent(estimate -> printNext(out, (Map<?, ?>) estimate));
    out.println("Summary   " + report.get("summary"));
    if (report.containsKey("estimate")) {
      return;
    }
    out.println("Cost      " + report.get("cost"));
    stored.ifPresent(manifests -> out.println("Manifests " + manifests.get("cost")));
  }

  /** The sets that the next run reads. */
  private static void printNext(PrintWriter out, Map<?, ?> estimate) {
    Table table = new Table("SOURCE", "SET", "RUN");
    for (Map<?, ?> set : objects(estimate.get("next"))) {
      table.row(text(set.get("source")), text(set.get("startTime")), text(set.get("run")));
    }
    if (!table.isEmpty()) {
      table.print(out, "");
      out.println();
    }
  }

  private static void printManifests(PrintWriter out, Map<?, ?> manifests) {
    Table table = new Table("SNAPSHOT", "VOLUME", "BLOCKS READ", "SHA-256", "NOTE");
    for (Map<?, ?> line : objects(manifests.get("lines"))) {
      table.row(
          text(line.get("snapshotId")),
          text(line.get("volumeId")),
          text(line.get("blocksRead")),
          line.containsKey("sha256") ? text(line.get("sha256")) : "not made",
          text(line.get("note")));
    }
    if (!table.isEmpty()) {
      table.print(out, "");
      out.println();
    }
  }

  private static List<Map<?, ?>> objects(Object list) {
    return ((List<?>) list).stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }
}
