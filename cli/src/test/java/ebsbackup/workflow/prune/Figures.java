package ebsbackup.workflow.prune;

import ebsbackup.cli.GeneratedAccount;
import ebsbackup.request.Plan;
import ebsbackup.watch.Fleet;
import ebsbackup.watch.FleetPage;
import ebsbackup.watch.FleetReader;
import ebsbackup.watch.FleetReport;
import ebsbackup.watch.FleetStatus;
import ebsbackup.workflow.PackagedFunctions;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.CallLog;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.json.Json;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The figures that {@code bench/run} writes down, one kind for each run of {@link #main}, as a line
 * of JSON.
 */
final class Figures {
  private static final long MIB = 1024 * 1024;
  private static final int BLOCK = 4096;
  private static final int ROUNDS = 101;

  /** Rounds that are not measured: the JVM compiles what it runs often. */
  private static final int WARM_UP = 20;

  private Figures() {}

  /**
   * Prints one kind of figures: {@code span SCHEDULE CHECKPOINT_DAYS...}, {@code plan SETS}, {@code
   * status SOURCES SETS VOLUMES}, {@code blocks WRITTEN}, {@code create INSTANCES VOLUMES_OF_EACH}
   * or {@code delete SNAPSHOTS}.
   */
  public static void main(String[] arguments) {
    List<Integer> numbers =
        List.of(arguments).stream().filter(a -> a.matches("\\d+")).map(Integer::valueOf).toList();
    Object figures =
        switch (arguments[0]) {
          case "span" -> span(arguments[1], numbers);
          case "plan" -> plan(numbers.getFirst());
          case "status" -> status(numbers.get(0), numbers.get(1), numbers.get(2));
          case "blocks" -> blocks(numbers.getFirst());
          case "create" -> create(numbers.getFirst(), numbers.getLast());
          case "delete" -> delete(numbers.getFirst());
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    System.out.println(Json.print(figures));
  }

  /** Schedules on 5 instances with 10 volumes: time and memory, at each checkpoint. */
  private static List<Object> span(String schedule, List<Integer> days) {
    VirtualClock clock = new VirtualClock(TestCloud.BEGINS);
    EmbeddedEc2 ec2 =
        new EmbeddedEc2(PruneWorld.SETTINGS, clock, BlockStore.inMemory(clock, 1024 * 1024));
    for (int i = 0; i < 5; i++) {
      ec2.launch(
          new Launch(
              "eu-central-1b",
              List.of(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 20)),
              Map.of("Backup", "daily")));
    }
    Cloud cloud = PackagedFunctions.deploy(Map.of("ScheduleExpression", schedule), clock, ec2);
    long[] executions = {0};
    ec2.calls().countOnly();
    cloud.stateMachines().forgetHistories(execution -> executions[0]++);
    List<Object> checkpoints = new ArrayList<>();
    for (int day : days) {
      Object unused =
          cloud.runSchedules(
              clock.instant(), TestCloud.BEGINS.plus(Duration.ofDays(day)), occurrence -> false);
      checkpoints.add(
          Map.of(
              "days", day,
              "executions", executions[0],
              "snapshots", ec2.contents().snapshots().size(),
              "cpuSeconds", processSeconds(),
              "liveMiB", liveMiB()));
    }
    return checkpoints;
  }

  /** One call of "Plan Prune" for a plan with that number of sets, a fifth of which go. */
  private static Map<String, Object> plan(int sets) {
    PruneWorld world = new PruneWorld();
    world.add(sets);
    world.clock.advance(Duration.ofDays(365));
    String plan = PruneWorld.plan("{\"last\":%d}".formatted(sets - sets / 5), "");
    String input =
        "{\"plan\":%s,\"startTime\":\"%s\",\"progress\":{}}".formatted(plan, world.clock.instant());
    long world0 = liveMiB();
    resetPeak();
    double begin = processSeconds();
    TaskOutcome outcome = world.project.invoke("PlanPrune", input);
    double seconds = processSeconds() - begin;
    if (!(outcome instanceof TaskOutcome.Succeeded succeeded)
        || !succeeded.payload().contains("snap-")) {
      throw new IllegalStateException(outcome.toString());
    }
    return Map.of(
        "sets", sets,
        "cpuSeconds", seconds,
        "worldMiB", world0,
        "peakMiB", peakMiB(),
        "heapMiB", Runtime.getRuntime().maxMemory() / MIB);
  }

  /** The report and the page of an account whose sources have that many sets and volumes each. */
  private static Map<String, Object> status(int sources, int sets, int volumes) {
    GeneratedAccount account = new GeneratedAccount(sources, sets, volumes);
    double begin = processSeconds();
    for (int read = 0; read < 2; read++) {
      pages(account);
    }
    double pages = (processSeconds() - begin) / 2;
    resetPeak();
    begin = processSeconds();
    long clock = System.nanoTime();
    FleetReader reader = new FleetReader(account.wiring());
    Fleet fleet = reader.read();
    Plan plan = new ebsbackup.json.Json().read(TestCloud.daily("\"rpo\": \"PT26H\""), Plan.class);
    FleetStatus status =
        new FleetStatus(fleet, List.of(reader.known(plan, fleet)), Optional.empty(), fleet.now());
    FleetReport report = status.report();
    int characters;
    try {
      characters = new FleetPage(report, status, false).html(FleetPage.Addition.NONE).length();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double seconds = (System.nanoTime() - clock) / 1e9;
    double cpuSeconds = processSeconds() - begin;
    if (report.sources().size() != sources
        || report.sources().getFirst().restorePoints() != sets
        || report.broken()) {
      throw new IllegalStateException(
          report.counts()
              + " "
              + report.notGood().stream().limit(3).toList()
              + report.strays().stream().limit(3).toList());
    }
    return Map.of(
        "sources",
        sources,
        "sets",
        sources * sets,
        "snapshots",
        sources * sets * volumes,
        "seconds",
        seconds,
        "cpuSeconds",
        cpuSeconds,
        "pagesSeconds",
        pages,
        "pageMiB",
        characters / (double) MIB,
        "peakMiB",
        peakMiB(),
        "heapMiB",
        Runtime.getRuntime().maxMemory() / MIB);
  }

  /** Makes the pages and drops them: what of the time is not the report's. */
  private static void pages(GeneratedAccount account) {
    account.describeSnapshotsPaginator(r -> r.maxResults(1_000)).forEach(page -> {});
  }

  /** A volume of 100 GiB with that number of written blocks of 4 KiB: medians in microseconds. */
  private static Map<String, Object> blocks(int written) {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    BlockStore store = new BlockStore(new MemoryBlockStorage(), clock, BLOCK, 0);
    long size = 100L * 1024 * MIB;
    BlockVolume volume = store.createVolume(size);
    for (int i = 0; i < written; i++) {
      write(store, volume, i);
    }
    BlockSnapshot snapshot = volume.snapshot();
    BlockVolume lazy = store.restore(snapshot, size);
    for (int i = 0; i < WARM_UP; i++) {
      snapshotAfter(store, volume, 10);
    }
    reads(store, store.restore(snapshot, size), written);
    return Map.of(
        "written", written,
        "snapshotUnchanged", snapshotAfter(store, volume, 0),
        "snapshotAfter10", snapshotAfter(store, volume, 10),
        "snapshotAfterAll", snapshotAfter(store, volume, written),
        "firstRead", reads(store, lazy, written),
        "secondRead", reads(store, lazy, written));
  }

  private static void write(BlockStore store, BlockVolume volume, int block) {
    volume.write(
        (long) block * store.blockSize(),
        new byte[] {(byte) block, (byte) (System.nanoTime() >> 4)});
  }

  private static double snapshotAfter(BlockStore store, BlockVolume volume, int changes) {
    return median(
        LongStream.range(0, ROUNDS)
            .map(
                round -> {
                  for (int i = 0; i < changes; i++) {
                    write(store, volume, i);
                  }
                  long begin = threadNanoseconds();
                  BlockSnapshot snapshot = volume.snapshot();
                  long nanoseconds = threadNanoseconds() - begin;
                  snapshot.delete();
                  return nanoseconds;
                }));
  }

  private static double reads(BlockStore store, BlockVolume volume, int blocks) {
    return median(
        LongStream.range(0, blocks)
            .map(
                i -> {
                  long begin = threadNanoseconds();
                  volume.read(i * store.blockSize(), BLOCK);
                  return threadNanoseconds() - begin;
                }));
  }

  private static double median(LongStream nanoseconds) {
    long[] sorted = nanoseconds.sorted().toArray();
    return sorted[sorted.length / 2] / 1e3;
  }

  /** A backup of that number of instances with that number of volumes each. */
  private static Map<String, Object> create(int instances, int volumes) {
    TestCloud cloud = new TestCloud();
    Disk[] data =
        IntStream.range(0, volumes - 1)
            .mapToObj(i -> new Disk("/dev/sd" + (char) ('f' + i), 10))
            .toArray(Disk[]::new);
    for (int i = 0; i < instances; i++) {
      cloud.launch(data);
    }
    cloud.backup(TestCloud.DAILY);
    return pace(cloud.calls(), "CreateSnapshots");
  }

  /** A prune that deletes that number of snapshots. */
  private static Map<String, Object> delete(int snapshots) {
    PruneWorld world = new PruneWorld();
    world.add(snapshots + 1);
    world.clock.advance(Duration.ofDays(30));
    world.prune("{\"last\":1}", "\"maxDeletions\":" + snapshots);
    return pace(world.ec2.calls(), "DeleteSnapshot");
  }

  /** Virtual seconds from the first to the last call of an action, and the limit for them. */
  private static Map<String, Object> pace(CallLog log, String action) {
    List<Instant> times =
        log.all().stream()
            .filter(call -> call.action().equals(action))
            .map(CallLog.Call::at)
            .toList();
    long peak = peakMiB();
    return Map.of(
        "calls", times.size(),
        "seconds", Duration.between(times.getFirst(), times.getLast()).toMillis() / 1e3,
        "limit", 1.05 * Math.max(0, (times.size() - 100) / 5.0),
        "throttled", log.count(action, "RequestLimitExceeded"),
        "reads", log.count("DescribeSnapshots"),
        "cpuSeconds", processSeconds(),
        "peakMiB", peak,
        "liveMiB", liveMiB());
  }

  /** Other programs on the computer do not count. */
  private static long threadNanoseconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double processSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static long liveMiB() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static void resetPeak() {
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** With what is garbage and not yet collected. */
  private static long peakMiB() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MIB;
  }
}
