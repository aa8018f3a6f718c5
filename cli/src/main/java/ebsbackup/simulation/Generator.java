package ebsbackup.simulation;

import ebsbackup.simulation.Event.Delivery;
import ebsbackup.simulation.Event.Filled;
import ebsbackup.simulation.Event.InstanceAction;
import ebsbackup.simulation.Event.SnapshotAction;
import ebsbackup.simulation.Event.Trouble;
import ebsbackup.simulation.Event.VolumeAction;
import ebsbackup.simulation.Scenario.Kind;
import ebsbackup.simulation.Scenario.Plan;
import ebsbackup.simulation.Scenario.Selection;
import embeddedcloud.ec2.Disk;
import embeddedcloud.lambda.Fault;
import embeddedcloud.lambda.Fault.TimeoutName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * Makes a scenario from a seed, with unusual but legal values. The events do not depend on each
 * other.
 */
final class Generator {
  /** Days on which the clocks change somewhere. */
  private static final List<String> CLOCK_CHANGES =
      words("2026-03-08 2026-03-29 2026-04-05 2026-10-04 2026-10-25 2026-11-01");

  private static final List<String> ZONES =
      words(
          "UTC Europe/Vienna America/New_York Australia/Lord_Howe Asia/Kathmandu"
              + " America/Sao_Paulo Pacific/Apia");

  private static final List<String> REGIONS =
      words("eu-central-1 us-east-1 us-gov-west-1 cn-north-1");

  private static final List<String> ODD =
      List.of("+", "a+b=c/d", " x ", "=/+:;", "Ж", "1-3:x+=y+/", "", "\"'\\", "*", "\uD83D\uDCBE");

  private static final List<List<String>> DEVICES =
      List.of(
          words("/dev/xvda /dev/sdf /dev/sdg /dev/sdp"),
          words("/dev/sda1 /dev/xvdba /dev/xvdf /dev/xvdz"),
          words("xvda xvdb xvdk /dev/sdh"));

  private static final List<String> CALLS =
      words(
          "ec2:CreateSnapshots ec2:CreateSnapshot ec2:DescribeSnapshots ec2:DescribeInstances"
              + " ec2:DescribeVolumes ec2:DeleteSnapshot ec2:DescribeImages"
              + " ec2:DescribeLockedSnapshots ec2:CreateVolume ec2:CreateTags ec2:DeleteTags"
              + " ec2:AttachVolume ec2:DetachVolume ec2:DeleteVolume ec2:StopInstances"
              + " ec2:StartInstances ec2:ModifyInstanceAttribute ec2:CreateReplaceRootVolumeTask"
              + " states:ListExecutions sns:Publish");

  /** The calls of a swap, during which a fault does the most harm. */
  private static final List<String> SWAP_CALLS =
      words(
          "ec2:CreateVolume ec2:AttachVolume ec2:DetachVolume ec2:StopInstances"
              + " ec2:StartInstances ec2:ModifyInstanceAttribute");

  private static final List<String> FUNCTIONS =
      words(
          "StartRun SelectTargets CreateSnapshots CheckSnapshots ReportBackup PlanPrune"
              + " DeleteSnapshots ReportPrune PlanRestore TryVolumes MarkResources CreateVolumes"
              + " CheckVolumes TakeSafetySnapshot PlaceVolumes CheckHealth PutBackVolumes"
              + " RemoveVolumes UnmarkResources ReportRestore");

  private static final List<Fault> FAILURES =
      List.of(
          Fault.serviceException(),
          Fault.tooManyRequests(),
          new Fault.TimesOutBeforeEffect(TimeoutName.SANDBOX_TIMEDOUT),
          new Fault.TimesOutAfterEffect(TimeoutName.LAMBDA_UNKNOWN),
          new Fault.Garbage("{}"));

  private final long seed;
  private final SplittableRandom random;
  private final String region;
  private final Instant begins;
  private final Duration lasts;
  private final List<Event> events = new ArrayList<>();

  private Generator(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    region = one(REGIONS);
    begins =
        Instant.parse(one(CLOCK_CHANGES) + "T00:00:00Z")
            .minus(Duration.ofDays(random.nextInt(9)))
            .plusSeconds(random.nextInt(86_400));
    lasts = Duration.ofDays(random.nextInt(7, 19));
  }

  static Scenario scenario(long seed) {
    return new Generator(seed).make();
  }

  private Scenario make() {
    String key = chance(2) ? "Backup" : one(List.of("Backup=a/b", "team:Backup ", "B@c_k.up+"));
    String value = chance(2) ? "daily" : one(List.of("a b", "0", "+/=", "daily:1"));
    String excluded = chance(2) ? "Backup=never" : "skip me=" + one(List.of("yes", "1", "@"));
    Plan schedule =
        new Plan(
            one(List.of("daily", "D", "a-b-1")),
            new Selection(Kind.TAGS, key, value),
            chance(6),
            excluded,
            keep(),
            one(ZONES),
            one(List.of("PT1H", "PT12H", "PT30M", "PT72H")),
            chance(8));
    Plan manual =
        new Plan(
            "by.hand_2",
            new Selection(
                one(List.of(Kind.values())), key, chance(3) ? "*" : one(List.of(value, "db"))),
            false,
            "skip me=" + (chance(3) ? "*" : "yes"),
            keep(),
            one(ZONES),
            "PT6H",
            false);
    int instances = random.nextInt(1, 4);
    for (int i = 0; i < instances; i++) {
      launch(schedule, i == 0 ? begins : quiet());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      events.add(new Event.NewVolume(begins, zone(), disk("/dev/sdf", false, key)));
    }
    int step = random.nextInt(3, 8);
    for (int day = 0; day < lasts.toDays(); day += step) {
      events.add(new Event.Schedule(begins.plus(Duration.ofDays(day)), Duration.ofDays(step)));
    }
    int hour = random.nextInt(24);
    int minute = chance(2) ? 30 : random.nextInt(60);
    String expression =
        switch (random.nextInt(4)) {
          case 0 -> "rate(%d hours)".formatted(random.nextInt(20, 70));
          case 1 -> "cron(%d 1-3 ? * SUN *)".formatted(minute);
          case 2 -> "cron(%d %d ? * SUN,TUE,FRI *)".formatted(minute, random.nextInt(4));
          default -> "cron(%d %d * * ? *)".formatted(minute, hour);
        };
    String scheduleZone = one(ZONES);
    people(schedule, manual);
    faults();
    return new Scenario(
        seed,
        region,
        chance(3) ? random.nextInt(2, 5) : 0,
        Duration.ofSeconds(random.nextInt(10)),
        begins,
        lasts,
        schedule,
        expression,
        scheduleZone,
        chance(4) ? random.nextInt(1, 90) : 0,
        manual,
        events);
  }

  private void launch(Plan schedule, Instant at) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (!chance(5)) {
      tags.put(schedule.select().key(), schedule.select().value());
    }
    tags.put("Name", one(List.of("web", "db 1", "Ж")));
    List<String> names = one(DEVICES);
    int disks = random.nextInt(1, 4);
    events.add(
        new Event.Launch(
            at,
            zone(),
            tags,
            IntStream.range(0, disks)
                .mapToObj(i -> disk(names.get(i), i == 0, schedule.select().key()))
                .toList()));
  }

  private Filled disk(String device, boolean root, String key) {
    String type =
        one(root ? List.of("gp3", "gp2", "io2") : List.of("gp3", "gp3", "io1", "gp2", "st1"));
    int size = type.equals("st1") ? random.nextInt(125, 140) : random.nextInt(7, 30);
    Optional<Integer> iops =
        switch (type) {
          case "gp3" -> chance(3) ? Optional.empty() : Optional.of(random.nextInt(3_001, 3_500));
          case "io1", "io2" -> Optional.of(random.nextInt(101, 350));
          default -> Optional.empty();
        };
    Optional<Integer> throughput =
        type.equals("gp3") && iops.isPresent()
            ? Optional.of(random.nextInt(126, 700))
            : Optional.empty();
    Map<String, String> tags = new LinkedHashMap<>();
    if (chance(2)) {
      tags.put("Name", "disk " + one(ODD));
    }
    if (chance(5)) {
      tags.put(key, "db");
    }
    if (!root && chance(6)) {
      tags.put(chance(2) ? "skip me" : "Backup", chance(2) ? "yes" : "never");
    }
    int more = chance(6) ? random.nextInt(40, 49) : random.nextInt(5);
    for (int i = 0; i < more; i++) {
      tags.put("t%02d%s".formatted(i, one(ODD).strip()), one(ODD).repeat(random.nextInt(1, 9)));
    }
    while (tags.size() > 50) {
      tags.remove(tags.keySet().iterator().next());
    }
    return new Filled(
        new Disk(
            device, VolumeType.fromValue(type), size, iops, throughput, chance(2), chance(3), tags),
        IntStream.range(0, random.nextInt(1, 4)).mapToObj(i -> number()).toList());
  }

  private Map<String, Integer> keep() {
    Map<String, Integer> keep = new LinkedHashMap<>();
    keep.put("last", chance(6) ? -1 : random.nextInt(4));
    keep.put("hourly", chance(3) ? random.nextInt(1, 6) : 0);
    keep.put("daily", random.nextInt(5));
    keep.put("weekly", random.nextInt(3));
    keep.put("monthly", random.nextInt(3));
    keep.put("yearly", random.nextInt(2));
    keep.put("within", random.nextInt(1, 4));
    return keep;
  }

  private void people(Plan schedule, Plan manual) {
    for (int i = random.nextInt(3, 7); i > 0; i--) {
      Instant at = quiet();
      events.add(
          new Event.Backup(
              at,
              chance(4) ? schedule : manual,
              chance(5)
                  ? Optional.of(Duration.ofHours(random.nextInt(5, 200)))
                  : Optional.empty()));
      events.add(new Event.Prune(quiet(), chance(3) ? schedule : manual, chance(4)));
      if (chance(3)) {
        events.add(new Event.Stop(at.plusSeconds(random.nextInt(40)), random.nextInt(4)));
      }
      if (chance(4)) {
        // Two backups at once.
        events.add(new Event.Backup(at.plusSeconds(random.nextInt(90)), manual, Optional.empty()));
      }
    }
    for (int i = random.nextInt(2, 6); i > 0; i--) {
      Instant at = quiet();
      if (chance(2)) {
        events.add(
            new Event.CallFault(
                at,
                one(SWAP_CALLS),
                random.nextInt(2),
                chance(3) ? 100 : random.nextInt(1, 3),
                Duration.ofHours(1),
                one(List.of(Trouble.values()))));
      }
      if (chance(6)) {
        events.add(new Event.Stop(at.plusSeconds(random.nextInt(240)), random.nextInt(4)));
      }
      events.add(
          new Event.Restore(
              at,
              random.nextInt(8),
              one(List.of("create", "attach", "swap", "swap")),
              chance(3) ? Optional.of(Duration.ofHours(random.nextInt(200))) : Optional.empty(),
              chance(2) ? Optional.of(random.nextInt(4)) : Optional.empty(),
              chance(2),
              !chance(4),
              chance(8),
              chance(2) ? Optional.of(chance(2)) : Optional.empty()));
    }
    for (int i = random.nextInt(10, 30); i > 0; i--) {
      events.add(new Event.Write(any(), random.nextInt(16), random.nextInt(4), number()));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      events.add(
          new Event.Operate(
              any(),
              random.nextInt(8),
              chance(12)
                  ? InstanceAction.TERMINATE
                  : one(List.of(InstanceAction.STOP, InstanceAction.START))));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      events.add(
          new Event.TagVolume(any(), random.nextInt(16), one(List.of("skip me", "x")), one(ODD)));
      events.add(
          new Event.TagInstance(
              any(),
              random.nextInt(8),
              schedule.select().key(),
              chance(3) ? Optional.empty() : Optional.of(schedule.select().value())));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      events.add(
          new Event.Move(
              any(), random.nextInt(16), one(List.of(VolumeAction.values())), random.nextInt(8)));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      events.add(
          new Event.Handle(
              any(),
              random.nextInt(64),
              one(List.of(SnapshotAction.values())),
              random.nextInt(1, 15)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      events.add(new Event.Stop(any(), random.nextInt(4)));
      events.add(new Event.Deploy(any()));
    }
  }

  private void faults() {
    for (int i = random.nextInt(4); i > 0; i--) {
      events.add(new Event.NextDelivery(any(), one(List.of(Delivery.values()))));
    }
    for (int i = random.nextInt(2); i > 0; i--) {
      events.add(new Event.LateDelivery(any()));
    }
    for (int i = random.nextInt(12); i > 0; i--) {
      events.add(
          new Event.CallFault(
              any(),
              one(CALLS),
              random.nextInt(3),
              chance(8) ? 100 : random.nextInt(1, 3),
              Duration.ofHours(random.nextInt(1, 48)),
              one(List.of(Trouble.values()))));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      events.add(
          new Event.FunctionFault(
              any(),
              one(FUNCTIONS),
              random.nextInt(2),
              chance(10) ? 30 : random.nextInt(1, 3),
              one(FAILURES)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Instant at = any();
      events.add(new Event.SlowSnapshots(at, Duration.ofMinutes(random.nextInt(1, 300))));
      events.add(
          new Event.SlowSnapshots(at.plus(random.nextInt(1, 60), ChronoUnit.HOURS), Duration.ZERO));
      events.add(new Event.SnapshotError(any(), random.nextInt(16)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      events.add(new Event.VolumeError(any()));
      events.add(
          new Event.SlowMove(any(), random.nextInt(16), Duration.ofMinutes(random.nextInt(1, 90))));
    }
  }

  private Instant quiet() {
    return begins.plusSeconds(random.nextLong(60, lasts.toSeconds() - 60));
  }

  /** Half of the time, an instant close to something that people have started. */
  private Instant any() {
    List<Instant> starts =
        events.stream()
            .filter(
                e ->
                    e instanceof Event.Backup
                        || e instanceof Event.Prune
                        || e instanceof Event.Restore)
            .map(Event::at)
            .toList();
    return starts.isEmpty() || chance(2)
        ? quiet()
        : one(starts).plusMillis(random.nextLong(-60_000, 240_000));
  }

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  private String zone() {
    return region + one(List.of("a", "b", "c"));
  }

  private int number() {
    return random.nextInt(1, Integer.MAX_VALUE);
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
