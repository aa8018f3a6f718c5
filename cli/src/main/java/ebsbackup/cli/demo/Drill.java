package ebsbackup.cli.demo;

import ebsbackup.cli.report.Elapsed;
import embeddedcloud.Cloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * A disaster-recovery drill: a stack backs up for two nights, a stack in another account and Region
 * pulls the sets, the first account is lost, and its instances are restored from the copies.
 */
public final class Drill extends Story {
  /** The account that backs up. */
  public static final String SOURCE = "111122223333";

  public static final String SOURCE_REGION = "eu-central-1";

  /** The account that keeps the copies. */
  public static final String VAULT = "444455556666";

  public static final String VAULT_REGION = "eu-west-1";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** The volume that holds the disk image. */
  private static final String IMAGE = "shop /dev/sdf";

  /** Counted from the time of each backup. */
  private static final int LOCK_DAYS = 30;

  /** The days left of the first night's locks at the end of the second night. */
  private static final int MIN_LOCK_DAYS = 28;

  /** The day between two backups, plus the three hours after which the vault pulls. */
  private static final Duration RPO_OBJECTIVE = Duration.ofHours(27);

  /** Covers the workflows only: no person has to notice or decide anything. */
  private static final Duration RTO_OBJECTIVE = Duration.ofMinutes(5);

  /** The answer to a call that is not refused. */
  private static final String DONE = "done";

  private final Cloud sourceStack;
  private final Cloud vaultStack;
  private final EmbeddedEc2 source;
  private final EmbeddedEc2 vault;
  private final String sourceKey;
  private final String vaultKey;
  private final DiskImage image = DiskImage.of(Optional.empty());

  /** The ids of the source's instances, by name. */
  private final Map<String, String> instances = new TreeMap<>();

  /** The ids of their volumes, by name and device, such as {@code shop /dev/sdf}. */
  private final Map<String, String> volumes = new TreeMap<>();

  /** Deploys the project into an account and Region. */
  @FunctionalInterface
  public interface Deploy {
    Cloud into(EmbeddedEc2 place, Map<String, String> parameters) throws IOException;
  }

  /** A volume's type, size and IOPS, and the SHA-256 of its data. */
  private record Content(String settings, String sha256) {}

  /**
   * @param source the account {@link #SOURCE} in {@link #SOURCE_REGION}, empty
   */
  public Drill(EmbeddedEc2 source, Deploy deploy, PrintWriter out) throws IOException {
    super(out);
    this.source = source;
    vault = source.in(VAULT, VAULT_REGION);
    sourceKey = source.kms().createKey("alias/shop");
    source.kms().setPolicy(sourceKey, policy());
    source.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(sourceKey));
    vaultKey = vault.kms().createKey("alias/copies");
    sourceStack = deploy.into(source, Map.of("ShareAccounts", VAULT));
    vaultStack =
        deploy.into(
            vault,
            Map.of(
                "ScheduleState", "DISABLED",
                "PullFromAccount", SOURCE,
                "PullFromRegion", SOURCE_REGION,
                "PullKeyArn", vaultKey,
                "PullSourceKeyArns", sourceKey,
                "PullLockDays", Integer.toString(LOCK_DAYS),
                "PullScheduleState", "ENABLED",
                "VolumeKeyArns", vaultKey));
    // EC2 sends events to the vault's account in the Region of the snapshots.
    vaultStack.forwardEventsOf(SOURCE_REGION);
  }

  /** The key policy that docs/sharing.md shows. */
  private static String policy() {
    return """
    {"Statement": [
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:root"}, "Action": "kms:*"},
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:root"},
       "Action": ["kms:DescribeKey", "kms:CreateGrant", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]}]}
    """
        .formatted(SOURCE, VAULT);
  }

  @Override
  void tell() throws IOException {
    begin();
    Map<String, Content> first = night("Night one", Duration.ofHours(1));
    Instant afterFirst = now();
    vaultStack.deliverEvents(event -> 0);
    image.change(source.disk(volumes.get(IMAGE)));
    change("ledger /dev/xvda", 3);
    Map<String, Content> second =
        night("Night two, in which all events are lost", Duration.ofHours(4));
    sourceStack.clock().advance(Duration.ofHours(6));
    change("shop /dev/sdg", 4);
    Instant lost = loseTheSource();
    attackTheCopies();
    restoreTheNewest(second, lost);

    sceneNow("The vault restores night one");
    Restored restored = restore("{\"before\": \"%s\"}".formatted(afterFirst));
    statements.say(
        contents(vault, restored.volumes).equals(first),
        "each of the %d volumes is what was backed up in night one, bit for bit"
            .formatted(first.size()));
  }

  private void begin() throws IOException {
    out.println("A disaster-recovery drill on the embedded cloud. All times are virtual, in UTC.");
    out.printf("  Source: account %s, %s; backs up at 03:00%n", SOURCE, SOURCE_REGION);
    out.printf(
        "  Vault:  account %s, %s; pulls when a set is shared, and at 06:00%n",
        VAULT, VAULT_REGION);
    sceneNow("Two instances run at the source");
    launch("shop", List.of(root(), data("/dev/sdf"), data("/dev/sdg").withIops(4000)));
    launch("ledger", List.of(root()));
    try (var in = image.open()) {
      source.loadVolume(volumes.get(IMAGE), in);
    }
    change("shop /dev/xvda", 1);
    change("shop /dev/sdg", 2);
    change("ledger /dev/xvda", 5);
    instances.forEach((name, id) -> out.printf("  %s: %s%n", name, id));
    out.printf("  Volumes: %s%n", String.join(", ", volumes.keySet()));
    out.printf("  %s holds %s%n", IMAGE, image.name());
  }

  private static Disk root() {
    return new Disk("/dev/xvda", 8).deletedOnTermination().encryptedByDefault();
  }

  private Disk data(String device) {
    return new Disk(device, image.gib() + 9).encryptedByDefault();
  }

  private void launch(String name, List<Disk> disks) {
    String zone = source.settings().zones().get(1).name();
    Instance instance =
        source.launch(new Launch(zone, disks, Map.of("Name", name, "Backup", "daily")));
    instances.put(name, instance.instanceId());
    instance
        .blockDeviceMappings()
        .forEach(m -> volumes.put(name + " " + m.deviceName(), m.ebs().volumeId()));
  }

  private void change(String volume, int seed) {
    source.disk(volumes.get(volume)).write(0, randomBlocks(new Random(seed), 8));
  }

  private Map<String, Content> contents(EmbeddedEc2 place, Map<String, String> ids) {
    Map<String, Content> contents = new TreeMap<>();
    ids.forEach((name, id) -> contents.put(name, content(place, id)));
    return contents;
  }

  private Content content(EmbeddedEc2 place, String id) {
    Volume volume = place.describeVolumes(r -> r.volumeIds(id)).volumes().getFirst();
    return new Content(
        "%s, %d GiB, %d IOPS".formatted(volume.volumeTypeAsString(), volume.size(), volume.iops()),
        image.sha256(place.disk(id)));
  }

  /**
   * Lets a day pass, with its backup and its pull. Returns what was backed up.
   *
   * @param within the longest time allowed from the start of the backup until the sets are pulled
   */
  private Map<String, Content> night(String title, Duration within) {
    sceneNow(title);
    Map<String, Content> contents = contents(source, volumes);
    int copies = copies().size();
    Instant from = now();
    Instant until = from.plus(Duration.ofDays(1));
    vaultStack.startSchedules(from, until);
    sourceStack.runSchedules(from, until, occurrence -> false);
    List<Execution> backups = executions(sourceStack, "backup", from);
    statements.say(
        backups.size() == 1 && allSucceeded(backups),
        "the source backed up both instances and shared the sets with the vault");
    List<Execution> pulls = executions(vaultStack, "pull", from);
    Duration pulled = Duration.between(backups.getFirst().startDate(), lastCopy());
    statements.say(
        allSucceeded(pulls)
            && copies().size() - copies == contents.size()
            && pulled.compareTo(within) <= 0,
        "the vault pulled both sets, %d snapshots, and had them %s after the backup began"
            .formatted(copies().size() - copies, Elapsed.words(pulled)));
    statements.say(
        copies().stream().allMatch(copy -> vaultKey.equals(copy.kmsKeyId())),
        "every copy is under the vault's own key");
    statements.say(
        locked() == copies().size(),
        "every copy is locked for at least %d more days".formatted(MIN_LOCK_DAYS));
    return contents;
  }

  private Instant lastCopy() {
    return copies().stream()
        .map(Snapshot::completionTime)
        .max(Comparator.naturalOrder())
        .orElse(now());
  }

  private List<Snapshot> copies() {
    return vault.contents().snapshots().stream()
        .filter(snapshot -> snapshot.state() == SnapshotState.COMPLETED)
        .toList();
  }

  private long locked() {
    Instant least = now().plus(Duration.ofDays(MIN_LOCK_DAYS));
    return vault.describeLockedSnapshots(r -> {}).snapshots().stream()
        .map(LockedSnapshotsInfo::lockExpiresOn)
        .filter(end -> end.isAfter(least))
        .count();
  }

  /** Deletes everything in the account. Returns when that began. */
  private Instant loseTheSource() {
    sceneNow("An intruder with all permissions at the source deletes everything there");
    Instant lost = now();
    source.terminateInstances(r -> r.instanceIds(instances.values()));
    for (Snapshot snapshot : source.contents().snapshots()) {
      source.deleteSnapshot(r -> r.snapshotId(snapshot.snapshotId()));
    }
    source.kms().scheduleKeyDeletion(r -> r.keyId(sourceKey).pendingWindowInDays(7));
    sourceStack.clock().advance(Duration.ofMinutes(2));
    source.contents().volumes().forEach(v -> source.deleteVolume(r -> r.volumeId(v.volumeId())));
    sourceStack.clock().advance(Duration.ofMinutes(1));
    statements.say(
        source.contents().volumes().isEmpty()
            && source.contents().snapshots().isEmpty()
            && source.contents().instances().stream()
                .allMatch(i -> i.state().name() == InstanceStateName.TERMINATED),
        "no instance, volume or snapshot is left at the source");
    KeyState key = source.kms().describeKey(r -> r.keyId(sourceKey)).keyMetadata().keyState();
    statements.say(
        key == KeyState.PENDING_DELETION, "the key of the source is scheduled for deletion");
    statements.say(
        vault
            .in(VAULT, SOURCE_REGION)
            .describeSnapshots(r -> r.ownerIds(SOURCE))
            .snapshots()
            .isEmpty(),
        "the vault no longer sees any snapshot of the source");
    return lost;
  }

  private void attackTheCopies() {
    sceneNow("Attempts to destroy the copies");
    List<String> ids = copies().stream().map(Snapshot::snapshotId).toList();
    EmbeddedEc2 intruder = source.in(SOURCE, VAULT_REGION);
    Consumer<String> byIntruder = id -> intruder.deleteSnapshot(r -> r.snapshotId(id));
    refused("the intruder cannot delete a copy", ids, byIntruder);
    share(OperationType.ADD);
    refused(
        "the intruder cannot delete a copy that the vault shares with the source", ids, byIntruder);
    share(OperationType.REMOVE);
    refused(
        "the intruder cannot disable the vault's key",
        List.of(vaultKey),
        key -> intruder.kms().disableKey(r -> r.keyId(key)));
    refused(
        "the vault cannot delete a locked copy",
        ids,
        id -> vault.deleteSnapshot(r -> r.snapshotId(id)));
    statements.say(
        copies().stream().map(Snapshot::snapshotId).toList().equals(ids),
        "all %d copies are still there".formatted(ids.size()));
  }

  private void share(OperationType operation) {
    for (Snapshot copy : copies()) {
      vault.modifySnapshotAttribute(
          r -> r.snapshotId(copy.snapshotId()).operationType(operation).userIds(SOURCE));
    }
  }

  /** States that each of these calls is refused, and with which error codes. */
  private void refused(String text, List<String> ids, Consumer<String> call) {
    Map<String, Integer> answers = new TreeMap<>();
    for (String id : ids) {
      try {
        call.accept(id);
        answers.merge(DONE, 1, Integer::sum);
      } catch (AwsServiceException e) {
        answers.merge(e.awsErrorDetails().errorCode(), 1, Integer::sum);
      }
    }
    String counted =
        answers.entrySet().stream()
            .map(answer -> answer.getValue() + " × " + answer.getKey())
            .collect(Collectors.joining(", "));
    statements.say(!answers.containsKey(DONE), text + ": " + counted);
  }

  /**
   * Restores all instances at once, each in the Availability Zone of a new instance of the vault.
   *
   * @param from the point to restore, in JSON
   */
  private Restored restore(String from) {
    Map<String, Execution> restores = new TreeMap<>();
    String zone = vault.settings().zones().getLast().name();
    instances.forEach(
        (name, lost) -> {
          Launch standby =
              new Launch(zone, List.of(new Disk("/dev/xvda", 8)), Map.of("Name", name));
          String request =
              "{\"instanceId\": \"%s\", \"source\": \"%s\", \"from\": %s, \"mode\": \"create\"}"
                  .formatted(vault.launch(standby).instanceId(), lost, from);
          restores.put(name, vaultStack.start("restore", Optional.empty(), request));
        });
    restores.values().forEach(vaultStack::finish);
    Restored restored = new Restored(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    restores.forEach(
        (name, execution) ->
            restored.add(name, execution, restored("the restore of " + name, execution)));
    return restored;
  }

  /**
   * The results of the restores.
   *
   * @param volumes the ids of the restored volumes, by instance and device
   * @param sets the times of the sets
   * @param ended when the restores ended, with the volumes available
   */
  private record Restored(
      Map<String, String> volumes, TreeSet<Instant> sets, TreeSet<Instant> ended) {
    void add(String name, Execution execution, Map<?, ?> report) {
      for (Map<?, ?> volume : volumesIn(report)) {
        volumes.put(name + " " + volume.get("device"), String.valueOf(volume.get("volumeId")));
      }
      sets.add(Instant.parse(String.valueOf(((Map<?, ?>) report.get("point")).get("startTime"))));
      ended.add(execution.stopDate().orElseThrow());
    }
  }

  private void restoreTheNewest(Map<String, Content> backedUp, Instant lost) {
    sceneNow("The vault restores the newest set of each instance");
    Restored restored = restore("{\"latest\": true}");
    Map<String, Content> contents = contents(vault, restored.volumes);
    backedUp.forEach(
        (disk, content) ->
            statements.say(
                content.equals(contents.get(disk)),
                "%s is what was backed up, bit for bit: %s, SHA-256 %s…"
                    .formatted(disk, content.settings, content.sha256.substring(0, 12))));
    within(
        "RPO",
        "the age of the newest set when the account was lost",
        Duration.between(restored.sets.first(), lost),
        RPO_OBJECTIVE);
    within(
        "RTO",
        "from the loss until all volumes were available",
        Duration.between(lost, restored.ended.last()),
        RTO_OBJECTIVE);
  }

  private void within(String name, String meaning, Duration actual, Duration objective) {
    statements.say(
        actual.compareTo(objective) <= 0,
        "%s %s, %s; the objective is %s"
            .formatted(name, Elapsed.words(actual), meaning, Elapsed.words(objective)));
  }

  private Instant now() {
    return sourceStack.clock().instant();
  }

  private void sceneNow(String title) {
    scene(TIME.format(now()) + "  " + title);
  }
}
