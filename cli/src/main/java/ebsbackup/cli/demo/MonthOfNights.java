package ebsbackup.cli.demo;

import ebsbackup.cli.report.FreedBytes;
import ebsbackup.cli.report.PruneTable;
import embeddedcloud.Cloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A month of nightly backups, then a prune by stricter rules: which sets go, which stay, and why.
 */
public final class MonthOfNights extends Story {
  private static final int NIGHTS = 30;
  private static final int BLOCKS = 16;

  /** The template's defaults, except that the nightly prunes are dry runs. */
  public static final Map<String, String> PARAMETERS = Map.of("PruneDryRun", "true");

  private static final String PLAN =
      """
      {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}},
       "keep": {"last": 2, "daily": 5, "weekly": 3, "monthly": 6}}
      """;

  private final Cloud cloud;
  private final EmbeddedEc2 ec2;
  private final Random random = new Random(30);

  /**
   * @param cloud the project deployed with {@link #PARAMETERS} into an empty account
   */
  public MonthOfNights(Cloud cloud, PrintWriter out) {
    super(out);
    this.cloud = cloud;
    this.ec2 = cloud.ec2();
  }

  @Override
  void tell() {
    scene("A month of nights");
    String volume =
        ec2.launch(
                new Launch(
                    ec2.settings().zones().getFirst().name(),
                    List.of(new Disk("/dev/xvda", 8)),
                    Map.of("Name", "ledger", "Backup", "daily")))
            .blockDeviceMappings()
            .getFirst()
            .ebs()
            .volumeId();
    for (int i = 0; i < BLOCKS; i++) {
      write(volume, i);
    }
    Instant from = cloud.clock().instant();
    for (int night = 0; night < NIGHTS; night++) {
      write(volume, random.nextInt(BLOCKS));
      Instant evening = from.plus(Duration.ofDays(night));
      cloud.runSchedules(evening, evening.plus(Duration.ofDays(1)), occurrence -> false);
    }
    List<Execution> backups = executions(cloud, "backup", Demo.BEGINS);
    statements.say(
        backups.size() == NIGHTS && allSucceeded(backups),
        "%d nights, and every backup succeeded".formatted(backups.size()));
    List<Execution> dryRuns = executions(cloud, "prune", Demo.BEGINS);
    statements.say(
        dryRuns.size() == NIGHTS && allSucceeded(dryRuns) && snapshots().size() == NIGHTS,
        "each was followed by a prune that deleted nothing (PruneDryRun)");
    long before = ec2.blocks().snapshotBytes();
    prune(before);
  }

  private void prune(long before) {
    Map<String, String> sums = sums();
    Map<String, Long> freed = FreedBytes.byRun(cloud, PLAN);
    Execution prune = executions(cloud, "prune", Demo.BEGINS).getFirst();
    out.printf("%nThe prune by stricter rules: %s%n", PLAN.lines().skip(1).findFirst().orElse(""));
    new PruneTable(
            (Map<?, ?>) Json.parse(prune.output().orElse("{}")), ZoneId.of("UTC"), Ansi.AUTO, freed)
        .print(out);
    out.println();
    long after = ec2.blocks().snapshotBytes();
    long sum = freed.values().stream().mapToLong(Long::longValue).sum();
    statements.say(
        prune.status() == ExecutionStatus.SUCCEEDED && before - after == sum,
        String.format(
            Locale.ROOT,
            "snapshots stored %.1f MiB before and %.1f MiB after: the sum of what each freed",
            before / 1048576.0,
            after / 1048576.0));
    Set<String> left = snapshots().stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    statements.say(
        !left.isEmpty()
            && left.size() < NIGHTS
            && left.stream().allMatch(id -> sums.get(id).equals(sum(id))),
        "each of the %d snapshots that remain holds what it held, bit for bit"
            .formatted(left.size()));
  }

  private Map<String, String> sums() {
    return snapshots().stream()
        .collect(Collectors.toMap(Snapshot::snapshotId, s -> sum(s.snapshotId())));
  }

  private String sum(String snapshotId) {
    return ec2.snapshotBlocks(snapshotId).sha256((long) BLOCKS * BLOCK);
  }

  private void write(String volume, int at) {
    ec2.disk(volume).write((long) at * BLOCK, randomBlocks(random, 1));
  }

  private List<Snapshot> snapshots() {
    return ec2.contents().snapshots();
  }
}
