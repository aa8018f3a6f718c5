package ebsbackup.aws;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The composition root: it provides the handlers with their adapters and clock, and is the only
 * class that reads environment variables. Every handler has a public constructor that takes a
 * wiring (used by the embedded cloud) in addition to the no-argument constructor that Lambda calls.
 */
public final class Wiring {
  private final Clients clients;
  private final Clock clock;
  private final Map<String, String> environment;

  /**
   * @param environment the function's environment variables
   */
  public Wiring(Clients clients, Clock clock, Map<String, String> environment) {
    this.clients = clients;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /** The wiring inside Lambda: real clients in the function's own Region. */
  public static Wiring fromEnvironment() {
    return new Wiring(SdkClients.ofFunction(), Clock.systemUTC(), System.getenv());
  }

  public Clock clock() {
    return clock;
  }

  public InstanceReader instances() {
    return new InstanceReader(clients.ec2());
  }

  public VolumeReader volumes() {
    return new VolumeReader(clients.ec2());
  }

  /** For the functions that find out what a plan selects. */
  public TargetReader targets() {
    return new TargetReader(instances(), volumes());
  }

  /** For the functions that create volumes or check whether they can. */
  public VolumeCreator volumeCreator() {
    return new VolumeCreator(clients.ec2());
  }

  /** For the one function that deletes volumes. */
  public VolumeDeleter volumeDeleter() {
    return new VolumeDeleter(clients.ec2());
  }

  public SnapshotReader snapshots() {
    return new SnapshotReader(clients.ec2(), clock);
  }

  /** The snapshots that another account shares with ours in this Region. */
  public SnapshotReader snapshotsOf(String account) {
    return new SnapshotReader(clients.ec2(), clock, Optional.of(account));
  }

  /**
   * The snapshots in another Region.
   *
   * @param account lists what this account shares with ours; absent for our own snapshots
   */
  public SnapshotReader snapshotsIn(String region, Optional<String> account) {
    return new SnapshotReader(clients.in(region).ec2(), clock, account);
  }

  /** For the one function that copies snapshots. */
  public SnapshotCopier snapshotCopier() {
    return new SnapshotCopier(clients.ec2WithoutRetries());
  }

  /** For the one function that locks snapshots. */
  public SnapshotLocker snapshotLocker() {
    return new SnapshotLocker(clients.ec2());
  }

  /** For the functions that create snapshots: for a plan, and before a swap. */
  public SnapshotCreator snapshotCreator() {
    return new SnapshotCreator(clients.ec2WithoutRetries());
  }

  public SnapshotHolds snapshotHolds() {
    return new SnapshotHolds(clients.ec2());
  }

  /** For the two functions that delete snapshots: those of a plan, and failed copies. */
  public SnapshotDeleter snapshotDeleter() {
    return new SnapshotDeleter(clients.ec2());
  }

  /** For the one function that shares snapshots. */
  public SnapshotShares snapshotShares() {
    return new SnapshotShares(clients.ec2());
  }

  /** For the functions that compare snapshots: before a prune, and in a verification. */
  public SnapshotBlocks snapshotBlocks() {
    return new SnapshotBlocks(clients.ebs());
  }

  /** For the two functions that read the contents of snapshots. */
  public SnapshotContents snapshotContents(String snapshotId) {
    return new SnapshotContents(clients.ebs(), snapshotId);
  }

  /** How many blocks to read concurrently. */
  public int readsAtOnce() {
    return clients.callsAtOnce();
  }

  /**
   * For the one function that stores manifests, in the bucket of the environment variable {@code
   * MANIFEST_BUCKET}, which must belong to the account in {@code ACCOUNT_ID}.
   *
   * @throws IllegalStateException if one is not set
   */
  public ManifestStore manifests() {
    return new ManifestStore(
        clients.s3(), required("MANIFEST_BUCKET"), Optional.of(required("ACCOUNT_ID")));
  }

  /** Whether the environment variable {@code MANIFEST_BUCKET} names a bucket for manifests. */
  public boolean hasManifestBucket() {
    return !environment.getOrDefault("MANIFEST_BUCKET", "").isEmpty();
  }

  /**
   * The manifests of the snapshots that copies are made of, in the bucket of the environment
   * variable {@code PULL_MANIFEST_BUCKET}. The bucket is in the Region {@code PULL_FROM_REGION},
   * and must belong to the account {@code PULL_FROM_ACCOUNT} or, if that is empty, to ours.
   *
   * @throws IllegalStateException if one is not set
   */
  public ManifestStore sourceManifests() {
    return new ManifestStore(
        clients.in(required("PULL_FROM_REGION")).s3(),
        required("PULL_MANIFEST_BUCKET"),
        Optional.of(required("PULL_FROM_ACCOUNT"))
            .filter(account -> !account.isEmpty())
            .or(() -> Optional.of(required("ACCOUNT_ID"))));
  }

  /** Whether the environment variable {@code PULL_MANIFEST_BUCKET} names a bucket. */
  public boolean hasSourceManifests() {
    return !environment.getOrDefault("PULL_MANIFEST_BUCKET", "").isEmpty();
  }

  /** For the functions that move volumes at an instance. */
  public VolumeAttacher volumeAttacher() {
    return new VolumeAttacher(clients.ec2WithoutRetries());
  }

  /** For the functions that stop and start an instance. */
  public InstancePower instancePower() {
    return new InstancePower(clients.ec2WithoutRetries());
  }

  public TagWriter tagWriter() {
    return new TagWriter(clients.ec2());
  }

  public KmsKeys kmsKeys() {
    return new KmsKeys(clients.kms());
  }

  public RunCommands runCommands() {
    return new RunCommands(clients.ssm());
  }

  public Executions executions() {
    return new Executions(clients.sfn());
  }

  /**
   * For the one function that starts executions, of the state machine in the environment variable
   * {@code PULL_STATE_MACHINE_ARN}.
   *
   * @throws IllegalStateException if it is not set
   */
  public ExecutionStarter executionStarter() {
    return new ExecutionStarter(clients.sfn(), required("PULL_STATE_MACHINE_ARN"));
  }

  /**
   * The Systems Manager document that a health check may run, from the environment variable {@code
   * HEALTH_CHECK_DOCUMENT}; {@code none}, or {@code any}, which is the default.
   */
  public String healthCheckDocument() {
    return environment.getOrDefault("HEALTH_CHECK_DOCUMENT", "any");
  }

  /** The accounts in the environment variable {@code SHARE_ACCOUNTS}, separated by commas. */
  public List<String> shareAccounts() {
    return accounts("SHARE_ACCOUNTS");
  }

  /**
   * The accounts in the environment variable {@code RESTORE_FROM_ACCOUNTS}, separated by commas.
   */
  public List<String> restoreFromAccounts() {
    return accounts("RESTORE_FROM_ACCOUNTS");
  }

  private List<String> accounts(String variable) {
    return Stream.of(environment.getOrDefault(variable, "").split(",", -1))
        .map(String::strip)
        .filter(account -> !account.isEmpty())
        .toList();
  }

  /**
   * The topic named by the environment variable {@code TOPIC_ARN}.
   *
   * @throws IllegalStateException if it is not set
   */
  public Topic topic() {
    return new Topic(clients.sns(), required("TOPIC_ARN"));
  }

  private String required(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .orElseThrow(() -> new IllegalStateException(variable + " is not set"));
  }
}
