package ebsbackup.workflow;

import ebsbackup.json.Json;
import ebsbackup.workflow.backup.Backup;
import ebsbackup.workflow.restore.Restore;
import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.CallLog;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Faults;
import embeddedcloud.ec2.Launch;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** The project deployed into an empty embedded EC2, with the methods that stories need. */
public final class TestCloud {
  /** The first moment of every story. */
  public static final Instant BEGINS = Instant.parse("2026-03-01T00:00:00Z");

  /** Where instances are launched: not the Region's first zone. */
  public static final String ZONE = "eu-central-1b";

  /** A plan for every instance that {@link #launch} makes. */
  public static final String DAILY = daily("");

  public static final int BLOCK = BlockStore.BLOCK_SIZE;
  private static final int MORE_THAN_ALL_RETRIES = 50;

  private final Json json = new Json();
  private final Cloud cloud;

  public TestCloud() {
    this(settings());
  }

  public TestCloud(Ec2Settings settings) {
    this(settings, Map.of());
  }

  /**
   * @param parameters of the stack
   */
  public TestCloud(Ec2Settings settings, Map<String, String> parameters) {
    this(settings, parameters, BLOCK);
  }

  /**
   * @param blockSize in bytes, smaller than EBS's for tests that hash whole disks
   */
  public TestCloud(Ec2Settings settings, Map<String, String> parameters, int blockSize) {
    VirtualClock clock = new VirtualClock(BEGINS);
    BlockStore blocks = new BlockStore(new MemoryBlockStorage(), clock, blockSize, 1024 * 1024);
    cloud = PackagedFunctions.deploy(parameters, clock, new EmbeddedEc2(settings, clock, blocks));
  }

  private TestCloud(Cloud cloud) {
    this.cloud = cloud;
  }

  /** The project deployed in another account or Region of the same world, at the same time. */
  public TestCloud in(String accountId, String region, Map<String, String> parameters) {
    EmbeddedEc2 place = ec2().in(accountId, region);
    TestCloud beside = new TestCloud(PackagedFunctions.deploy(parameters, cloud.clock(), place));
    beside.cloud.s3().join(cloud.s3());
    return beside;
  }

  public static Ec2Settings settings() {
    return Ec2Settings.of("eu-central-1", "123456789012");
  }

  /** The same, with every listing of EC2 in pages of two. */
  public static Ec2Settings smallPages() {
    return settings().with(settings().limits().withPages(2).unthrottled());
  }

  /** {@link #DAILY} with more fields, such as {@code "deadline": "PT1H"}. */
  public static String daily(String moreFields) {
    return plan("daily", "{\"tags\": {\"Backup\": [\"daily\"]}}", moreFields);
  }

  public static String plan(String name, String select, String moreFields) {
    return "{\"plan\": \"%s\", \"select\": %s%s}"
        .formatted(name, select, moreFields.isEmpty() ? "" : ", " + moreFields);
  }

  /** A request to restore; {@code from} is JSON. */
  public static String restoreOf(String instanceId, String from, String moreFields) {
    return "{\"instanceId\": \"%s\", \"from\": %s, \"mode\": \"create\"%s}"
        .formatted(instanceId, from, moreFields.isEmpty() ? "" : ", " + moreFields);
  }

  public Cloud cloud() {
    return cloud;
  }

  public EmbeddedEc2 ec2() {
    return cloud.ec2();
  }

  public Faults faults() {
    return ec2().faults();
  }

  public CallLog calls() {
    return ec2().calls();
  }

  public Instant now() {
    return cloud.clock().instant();
  }

  public void pass(Duration time) {
    cloud.clock().advance(time);
  }

  /** A running instance that {@link #DAILY} selects, with a root volume and these data volumes. */
  public String launch(Disk... data) {
    List<Disk> disks = new ArrayList<>();
    disks.add(new Disk("/dev/xvda", 8).deletedOnTermination());
    disks.addAll(Arrays.asList(data));
    return launch(Map.of("Backup", "daily"), disks);
  }

  public String launch(Map<String, String> tags, List<Disk> disks) {
    return ec2().launch(new Launch(ec2().settings().region() + "b", disks, tags)).instanceId();
  }

  /** An instance with one data volume of 10 GiB. */
  public String launchWithData() {
    return launch(new Disk("/dev/sdf", 10).tagged("Name", "orders"));
  }

  public Instance instance(String instanceId) {
    return ec2().contents().instances().stream()
        .filter(instance -> instance.instanceId().equals(instanceId))
        .findFirst()
        .orElseThrow();
  }

  /** The ids of the attached volumes, the root first. */
  public List<String> volumesOf(String instanceId) {
    return instance(instanceId).blockDeviceMappings().stream()
        .map(mapping -> mapping.ebs().volumeId())
        .toList();
  }

  /** Devices with the ids of their volumes. */
  public Map<String, String> mapping(String instanceId) {
    return instance(instanceId).blockDeviceMappings().stream()
        .collect(Collectors.toMap(m -> m.deviceName(), m -> m.ebs().volumeId()));
  }

  public String root(String instanceId) {
    return volumesOf(instanceId).getFirst();
  }

  /** The first data volume. */
  public String data(String instanceId) {
    return volumesOf(instanceId).get(1);
  }

  public List<Volume> volumes() {
    return ec2().contents().volumes();
  }

  public Volume volume(String volumeId) {
    return volumes().stream()
        .filter(volume -> volume.volumeId().equals(volumeId))
        .findFirst()
        .orElseThrow();
  }

  /** Every snapshot in the account, without a call. */
  public List<Snapshot> snapshots() {
    return ec2().contents().snapshots();
  }

  public List<Snapshot> snapshotsOf(String volumeId) {
    return snapshots().stream().filter(s -> s.volumeId().equals(volumeId)).toList();
  }

  public static Optional<String> tag(List<Tag> tags, String key) {
    return tags.stream().filter(tag -> tag.key().equals(key)).map(Tag::value).findFirst();
  }

  /** Fills a block of a volume. */
  public void write(String volumeId, int block, char with) {
    byte[] bytes = new byte[BLOCK];
    Arrays.fill(bytes, (byte) with);
    ec2().disk(volumeId).write((long) block * BLOCK, bytes);
  }

  public String sha256(String volumeId) {
    return ec2().disk(volumeId).sha256(16L * BLOCK);
  }

  public void detach(String volumeId) {
    ec2().detachVolume(request -> request.volumeId(volumeId));
    pass(Duration.ofSeconds(10));
  }

  public void delete(String volumeId) {
    ec2().deleteVolume(request -> request.volumeId(volumeId));
  }

  public void terminate(String instanceId) {
    ec2().terminateInstances(request -> request.instanceIds(instanceId));
  }

  /** Lets every coming call of a function go wrong. */
  public void failForEver(String function, Fault fault) {
    for (int call = 1; call <= MORE_THAN_ALL_RETRIES; call++) {
      fail(function, call, fault);
    }
  }

  /** Lets one coming call of a function go wrong; 1 is the next. */
  public void fail(String function, int call, Fault fault) {
    String name = functionName(function);
    cloud.functions().fail(name, cloud.functions().calls(name) + call, fault);
  }

  public int invocations(String function) {
    return cloud.functions().calls(functionName(function));
  }

  /** Calls one function, with the input of its state. */
  public TaskOutcome invoke(String function, String input) {
    return cloud.functions().invoke(functionName(function), input);
  }

  String functionName(String function) {
    return cloud.template().functions().stream()
        .filter(f -> f.logicalId().equals(function + "Function"))
        .findFirst()
        .orElseThrow()
        .name();
  }

  public Execution startBackup(String plan) {
    return cloud.start("backup", Optional.empty(), plan);
  }

  /** Runs a backup, and the messages that it causes, to the end. */
  public Backup backup(String plan) {
    return backup(cloud.run("backup", Optional.empty(), plan));
  }

  public Restore restore(String instanceId, String from) {
    return restore(restoreOf(instanceId, from, ""));
  }

  public Restore restore(String request) {
    return restore(cloud.run("restore", Optional.empty(), request));
  }

  /** An ended backup, with its report, whose books balance. */
  public Backup backup(Execution execution) {
    Backup backup = new Backup(execution, json.read(reportOf(execution), Backup.Report.class));
    Books.balance(backup, snapshots());
    Waits.areAsAskedFor(execution);
    return backup;
  }

  /** An ended restore, with its report unless it was refused. */
  public Restore restore(Execution execution) {
    Waits.areAsAskedFor(execution);
    return new Restore(
        execution, report(execution).map(text -> json.read(text, Restore.Report.class)));
  }

  private static String reportOf(Execution execution) {
    return report(execution)
        .orElseThrow(
            () ->
                new AssertionError(
                    "no report: %s, %s, %s"
                        .formatted(execution.status(), execution.error(), execution.cause())));
  }

  /** The report of the workflow as JSON, if the execution reached the state that makes it. */
  public static Optional<String> report(Execution execution) {
    return execution.history().reversed().stream()
        .map(HistoryEvent::stateExitedEventDetails)
        .filter(exited -> exited != null && exited.name().startsWith("Report"))
        .map(exited -> exited.output())
        .findFirst();
  }
}
