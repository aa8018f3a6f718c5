package ebsbackup.cli;

import ebsbackup.aws.Wiring;
import ebsbackup.cli.report.FreedBytes;
import ebsbackup.json.Json;
import ebsbackup.prune.PlanDecisions;
import ebsbackup.request.Plan;
import ebsbackup.status.PrunePreview;
import ebsbackup.status.StatusPage;
import ebsbackup.status.StatusReport;
import ebsbackup.status.WhatIf;
import ebsbackup.watch.Fleet;
import ebsbackup.watch.FleetReader;
import ebsbackup.watch.FleetReport;
import ebsbackup.watch.FleetStatus;
import ebsbackup.watch.KnownPlan;
import embeddedcloud.Cloud;
import embeddedcloud.template.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Shows how well an account is protected. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what is protected, since when, and what would be lost.",
      "Reads a world or, with --profile or --region, an AWS account. Makes only describe calls, and"
          + " writes nothing there.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every source that a plan selects has a good set, none older than its target",
      "1:a source that a plan selects has no good set, or a source is over its target",
      "2:wrong usage, or something could not be read"
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Mixin private AccountOptions account;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = {
        "A plan that backs up the account. May be repeated.",
        "The default for a world is the plans of the template's schedules."
      })
  private List<Path> planFiles = new ArrayList<>();

  @Option(
      names = "--rpo",
      paramLabel = "DURATION",
      description = "Maximum age of the newest good set, such as PT26H, for plans without an rpo.")
  private Duration rpo;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Show a past moment: what would have been lost at that time.")
  private Instant at;

  @Option(
      names = "--what-if",
      paramLabel = "FILE",
      description = "A plan with other keep rules: show which sets would be lost and gained.")
  private Path whatIf;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write an HTML page that needs no network access.")
  private Path html;

  /** A plan and its JSON text. */
  private record Written(Plan plan, String text) {
    static Written of(String text) {
      return new Written(new Json().read(text, Plan.class), text);
    }
  }

  /**
   * Measures the bytes that a prune frees, by source and run; empty if the snapshots have no
   * contents.
   */
  @FunctionalInterface
  private interface Measure {
    Optional<Map<String, Long>> freed(Written plan) throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    account.checkAgainst(options, spec);
    if (at != null && whatIf != null) {
      throw new ParameterException(spec.commandLine(), "--what-if cannot be combined with --at");
    }
    if (rpo != null && !rpo.isPositive()) {
      throw new ParameterException(
          spec.commandLine(), "--rpo: expected a positive duration, but was " + rpo);
    }
    List<Written> plans = new ArrayList<>();
    for (Path file : planFiles) {
      plans.add(Written.of(InputFile.read(file)));
    }
    return account.given() ? onAws(plans) : onWorld(plans);
  }

  private int onAws(List<Written> plans) throws IOException {
    try (Ec2Client ec2 = account.account().client(Ec2Client.builder())) {
      return show(ec2, Clock.systemUTC(), plans, plan -> Optional.empty());
    }
  }

  private int onWorld(List<Written> plans) throws IOException {
    try (Cloud cloud = options.open(spec.commandLine().getErr())) {
      int status =
          show(
              cloud.ec2(),
              cloud.clock(),
              plans.isEmpty() ? scheduled(cloud) : plans,
              this::measured);
      options.save(cloud, spec.commandLine().getOut());
      return status;
    }
  }

  private static List<Written> scheduled(Cloud cloud) {
    Json json = new Json();
    return cloud.template().schedules().stream()
        .filter(Schedule::enabled)
        .filter(schedule -> backsUpOrPulls(schedule.targetArn(), cloud))
        .flatMap(schedule -> schedule.input().stream())
        // It is not an instant, but a placeholder that EventBridge Scheduler replaces.
        .map(input -> Written.of(json.without("scheduledTime", input).orElse(input)))
        .toList();
  }

  private static boolean backsUpOrPulls(String arn, Cloud cloud) {
    return arn.equals(cloud.machineArn("backup")) || arn.equals(cloud.machineArn("pull"));
  }

  /**
   * Measures what a prune frees. This shows only while sets are deleted, so a throwaway copy of the
   * world is pruned.
   */
  private Optional<Map<String, Long>> measured(Written plan) throws IOException {
    try (Cloud trial = options.open(new PrintWriter(PrintWriter.nullWriter()))) {
      if (trial.ec2().blocks().snapshotBytes() == 0) {
        return Optional.empty();
      }
      Map<String, Object> allOfIt = Map.of("dryRun", false, "maxDeletions", Integer.MAX_VALUE);
      return Optional.of(FreedBytes.byRun(trial, InputFile.with(allOfIt, plan.text())));
    }
  }

  private int show(Ec2Client ec2, Clock clock, List<Written> plans, Measure measure)
      throws IOException {
    Wiring wiring = new Wiring(new OnlyEc2(ec2), clock, Map.of());
    FleetReader reader = new FleetReader(wiring);
    Fleet fleet = reader.read();
    if (at != null && at.isAfter(fleet.now())) {
      throw new ParameterException(
          spec.commandLine(),
          "--at: expected an instant that is not after %s, but was %s".formatted(fleet.now(), at));
    }
    List<KnownPlan> known = plans.stream().map(plan -> reader.known(plan.plan(), fleet)).toList();
    FleetStatus status =
        new FleetStatus(
            fleet, known, Optional.ofNullable(rpo), Optional.ofNullable(at).orElse(fleet.now()));
    FleetReport protection = status.report();
    StatusReport report =
        at == null
            ? new StatusReport(
                protection, previews(wiring, plans), compared(wiring, plans, measure))
            : new StatusReport(protection, List.of(), Optional.empty());
    if (html != null) {
      Files.writeString(html, new StatusPage(report, status, at != null).html());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(embeddedcloud.json.Json.pretty(document(report)));
    } else {
      new StatusText(report, Ansi.AUTO).print(out);
    }
    return protection.broken() ? EbsBackup.FAILED : 0;
  }

  /** Returns one object, with what prunes would do next to the report's own members. */
  private static Map<String, Object> document(StatusReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    for (Object part : List.of(report.fleet(), report)) {
      Map<?, ?> members = (Map<?, ?>) embeddedcloud.json.Json.parse(new Json().write(part));
      members.forEach((name, value) -> document.put(name.toString(), value));
    }
    document.remove("fleet");
    return document;
  }

  /** What a prune of the plan would do now, as the prune workflow decides it. */
  private static PrunePreview preview(Wiring wiring, Written plan) {
    return PrunePreview.of(plan.plan(), new PlanDecisions(wiring).of(plan.plan()).decisions());
  }

  private static List<PrunePreview> previews(Wiring wiring, List<Written> plans) {
    return plans.stream()
        .filter(plan -> plan.plan().keep().isPresent())
        .map(plan -> preview(wiring, plan))
        .toList();
  }

  private Optional<WhatIf> compared(Wiring wiring, List<Written> plans, Measure measure)
      throws IOException {
    if (whatIf == null) {
      return Optional.empty();
    }
    Written other = Written.of(InputFile.read(whatIf));
    Optional<Written> present =
        plans.stream()
            .filter(plan -> plan.plan().name().equals(other.plan().name()))
            .filter(plan -> plan.plan().keep().isPresent())
            .findFirst();
    return Optional.of(
        WhatIf.of(
            present.map(plan -> preview(wiring, plan)),
            preview(wiring, other),
            present.isPresent() ? measure.freed(present.get()) : Optional.empty(),
            measure.freed(other)));
  }
}
