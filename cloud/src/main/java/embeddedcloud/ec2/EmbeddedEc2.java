package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.AttachVolumeResponse;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CopySnapshotResponse;
import software.amazon.awssdk.services.ec2.model.CreateReplaceRootVolumeTaskRequest;
import software.amazon.awssdk.services.ec2.model.CreateReplaceRootVolumeTaskResponse;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.DetachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DetachVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotTierRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotTierResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeResponse;
import software.amazon.awssdk.services.ec2.model.RestoreSnapshotFromRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.RestoreSnapshotFromRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotResponse;

/**
 * One account's EC2 and EBS in one Region (a place), behind the SDK's own interface. It implements
 * the calls that backups and restores make, and the related read calls of other tools, with EC2's
 * checks, error codes, limits and delays on the virtual clock. Volumes hold real data. Other
 * actions throw UnsupportedOperationException.
 *
 * <p>In addition to the API, the owner of a world can launch instances, add and read out resources
 * and contents, and script failures. Not thread-safe.
 */
public final class EmbeddedEc2 implements Ec2Client {
  private final Account account;
  private final Calls calls;
  private final AccountContents contents;
  private final AccountState state;
  private final InstanceActions instances;
  private final InstanceStatusActions instanceStatuses;
  private final ReplaceRootActions replaceRoots;
  private final FastRestoreActions fastRestores;
  private final VolumeActions volumes;
  private final VolumeModificationActions volumeModifications;
  private final VolumeStatusActions volumeStatuses;
  private final Attachments attachments;
  private final SnapshotActions snapshots;
  private final SnapshotCreation snapshotCreation;
  private final SnapshotCopies snapshotCopies;
  private final SnapshotLocks locks;
  private final SnapshotArchive archive;
  private final RecycleBin recycleBin;
  private final SnapshotSharing sharing;
  private final ImageActions images;
  private final ZoneActions zones;
  private final TagActions tags;
  private final InstanceTypeActions instanceTypes;
  private final InstanceAttributeActions instanceAttributes;
  private final AccountActions accountReads;
  private final EmbeddedEbs ebs;

  /**
   * Creates an empty account, the first place of a world.
   *
   * @param blocks stores the contents of volumes and snapshots; closed together with this EC2
   */
  public EmbeddedEc2(Ec2Settings settings, VirtualClock clock, BlockStore blocks) {
    this(settings, new Places(clock, new Ids(settings.seed()), blocks));
  }

  EmbeddedEc2(Ec2Settings settings, Places places) {
    account = new Account(settings, places);
    calls = new Calls(places.clock, new Ids(~settings.seed()), settings.limits().throttled());
    SnapshotProgress progress = new SnapshotProgress(account);
    attachments = new Attachments(account, calls.faults());
    instances = new InstanceActions(account, attachments);
    instanceStatuses = new InstanceStatusActions(account, calls.faults());
    replaceRoots = new ReplaceRootActions(account, attachments, calls.faults());
    fastRestores = new FastRestoreActions(account);
    volumes = new VolumeActions(account, calls.faults(), fastRestores);
    contents = new AccountContents(account, progress, instances, volumes, attachments);
    volumeModifications = new VolumeModificationActions(account);
    volumeStatuses = new VolumeStatusActions(account);
    locks = new SnapshotLocks(account);
    archive = new SnapshotArchive(account);
    recycleBin = new RecycleBin(account);
    sharing = new SnapshotSharing(account);
    snapshots = new SnapshotActions(account, progress, locks, recycleBin, sharing);
    snapshotCreation = new SnapshotCreation(account, calls.faults(), progress);
    snapshotCopies = new SnapshotCopies(account, calls.faults(), progress);
    state =
        new AccountState(
            account,
            progress,
            locks,
            archive,
            recycleBin,
            snapshotCopies,
            fastRestores,
            volumeModifications);
    images = new ImageActions(account);
    zones = new ZoneActions(settings);
    tags = new TagActions(account);
    instanceTypes = new InstanceTypeActions(account);
    instanceAttributes = new InstanceAttributeActions(account);
    accountReads = new AccountActions(account);
    ebs = new EmbeddedEbs(account, calls);
    places.add(this);
    places.inRegion(settings.region()).map(EmbeddedEc2::sharing).forEach(SnapshotSharing::showAll);
  }

  /**
   * Creates another account or Region in the same world. It has its own resources, keys, throttling
   * buckets and faults, but shares the clock and the storage. Closing one place closes all.
   *
   * @throws IllegalArgumentException when the place already exists
   */
  public EmbeddedEc2 beside(Ec2Settings settings) {
    return new EmbeddedEc2(settings, account.places);
  }

  /** The account in that Region of the same world; empty on first use. */
  public EmbeddedEc2 in(String accountId, String region) {
    return account.places.in(accountId, region, settings());
  }

  Account account() {
    return account;
  }

  SnapshotSharing sharing() {
    return sharing;
  }

  /** Every account and Region of the world so far, in the order of their creation. */
  public List<EmbeddedEc2> places() {
    return account.places.all();
  }

  /**
   * Launches an instance that is running, with its volumes attached, and visible to every call at
   * once.
   */
  public Instance launch(Launch launch) {
    return contents.launch(launch);
  }

  /**
   * Adds resources as Describe calls show them. Their volumes and snapshots are empty until {@link
   * #loadVolume} and {@link #loadSnapshot}. Pending snapshots continue until they complete.
   *
   * @throws IllegalArgumentException when an id already exists
   */
  public void add(Ec2Contents added) {
    contents.add(added);
  }

  /** Adds an image, which prevents the deletion of its snapshots. */
  public void add(Image image) {
    contents.add(image);
  }

  /** Which accounts may use each of the account's shared snapshots. */
  public List<DescribeSnapshotAttributeResponse> permissions() {
    return sharing.all();
  }

  /** Shares snapshots as {@link #permissions} describes. */
  public void addPermissions(List<DescribeSnapshotAttributeResponse> permissions) {
    permissions.forEach(sharing::add);
  }

  /**
   * All resources, in the form that {@link #add(Ec2Contents)} takes, without snapshots of other
   * accounts of this world.
   */
  public Ec2Contents contents() {
    return contents.contents();
  }

  /** The account's state in addition to its {@link #contents} and {@link #permissions}. */
  public Ec2State state() {
    return state.state();
  }

  /**
   * Adds the state that {@link #state} returned, except the tags, to the existing resources.
   * Snapshots in the Recycle Bin are empty until {@link #loadSnapshot}.
   */
  public void add(Ec2State added) {
    state.add(added);
  }

  /**
   * Tags snapshots that other accounts share.
   *
   * @throws IllegalArgumentException when there is no such snapshot
   */
  public void addSharedTags(List<TagDescription> tags) {
    state.addSharedTags(tags);
  }

  /**
   * Fills a volume from a disk image, sharing the blocks that it has in common with its last
   * snapshot. Load the snapshots first.
   *
   * @throws IllegalArgumentException when there is no such volume or the image is longer than it
   */
  public void loadVolume(String volumeId, InputStream image) throws IOException {
    contents.loadVolume(volumeId, image);
  }

  /**
   * Fills a snapshot from a disk image, sharing the blocks that it has in common with the previous
   * snapshot. Load the oldest first.
   *
   * @throws IllegalArgumentException when there is no such snapshot or the image is longer than its
   *     volume
   */
  public void loadSnapshot(String snapshotId, InputStream image) throws IOException {
    contents.loadSnapshot(snapshotId, image);
  }

  /**
   * The volume's contents, to be read and written as an instance does.
   *
   * @throws IllegalArgumentException when there is no such volume
   */
  public BlockVolume disk(String volumeId) {
    return account.disk(AccountContents.existing(account.volumes.findNew(volumeId), volumeId));
  }

  /**
   * The snapshot's contents and its share of the storage.
   *
   * @throws IllegalArgumentException when there is no such snapshot, or it ended in error
   */
  public BlockSnapshot snapshotBlocks(String snapshotId) {
    return AccountContents.existing(account.blocksOf(snapshotId), snapshotId);
  }

  /**
   * Reports each deletion of a snapshot from now on: its id, and the bytes that the deletion freed.
   */
  public void onSnapshotDeleted(BiConsumer<String, Long> listener) {
    snapshots.onDeleted(listener);
  }

  /** Reports each event that EC2 sends to EventBridge here from now on, as plain JSON values. */
  public void onEvent(Consumer<Map<String, Object>> listener) {
    account.events.onEvent(listener);
  }

  /**
   * Sets the Recycle Bin's retention rule for snapshots that are deleted from now on; empty for no
   * rule.
   */
  public void retainDeletedSnapshots(Optional<Duration> time) {
    recycleBin.retain(time);
  }

  /**
   * Enables fast snapshot restore: volumes created from the snapshot in that Availability Zone from
   * now on need no loading.
   */
  public void enableFastSnapshotRestore(String snapshotId, String zone) {
    fastRestores.enable(snapshotId, zone);
  }

  /** When the instance last booted; the epoch for an instance that existed from the beginning. */
  public Instant bootedAt(String instanceId) {
    return account.bootedAt(instanceId);
  }

  /** The storage of all volumes and snapshots. */
  public BlockStore blocks() {
    return account.blocks;
  }

  public Ec2Settings settings() {
    return account.settings;
  }

  /** The EBS direct APIs on this account's snapshots. */
  public EmbeddedEbs ebs() {
    return ebs;
  }

  /** The keys of the account. */
  public EmbeddedKms kms() {
    return account.kms;
  }

  /** The scripted faults. */
  public Faults faults() {
    return calls.faults();
  }

  /** Notifies a watcher of every call from now on. */
  public void watch(CallWatcher watcher) {
    calls.watch(watcher);
  }

  /** The calls so far. */
  public CallLog calls() {
    return calls.log();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    account.blocks.close();
  }

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    return calls.call(
        "DescribeInstances",
        DescribeInstancesResponse.class,
        instances.asked(request).isForEverything(),
        () -> instances.describe(request));
  }

  @Override
  public DescribeVolumesResponse describeVolumes(DescribeVolumesRequest request) {
    return calls.call(
        "DescribeVolumes",
        DescribeVolumesResponse.class,
        volumes.asked(request).isForEverything(),
        () -> volumes.describe(request));
  }

  @Override
  public DescribeSnapshotsResponse describeSnapshots(DescribeSnapshotsRequest request) {
    return calls.call(
        "DescribeSnapshots",
        DescribeSnapshotsResponse.class,
        snapshots.asked(request).isForEverything(),
        () -> snapshots.describe(request));
  }

  @Override
  public DescribeImagesResponse describeImages(DescribeImagesRequest request) {
    return calls.call(
        "DescribeImages", DescribeImagesResponse.class, () -> images.describe(request));
  }

  @Override
  public DescribeAvailabilityZonesResponse describeAvailabilityZones(
      DescribeAvailabilityZonesRequest request) {
    return calls.call(
        "DescribeAvailabilityZones",
        DescribeAvailabilityZonesResponse.class,
        () -> zones.describe(request));
  }

  @Override
  public DescribeVolumeStatusResponse describeVolumeStatus(DescribeVolumeStatusRequest request) {
    return calls.call(
        "DescribeVolumeStatus",
        DescribeVolumeStatusResponse.class,
        () -> volumeStatuses.describe(request));
  }

  @Override
  public CreateSnapshotResponse createSnapshot(CreateSnapshotRequest request) {
    return calls.call(
        "CreateSnapshot",
        CreateSnapshotResponse.class,
        () -> snapshotCreation.createSnapshot(request));
  }

  @Override
  public CreateSnapshotsResponse createSnapshots(CreateSnapshotsRequest request) {
    return calls.call(
        "CreateSnapshots",
        CreateSnapshotsResponse.class,
        () -> snapshotCreation.createSnapshots(request));
  }

  @Override
  public CopySnapshotResponse copySnapshot(CopySnapshotRequest request) {
    return calls.call(
        "CopySnapshot", CopySnapshotResponse.class, () -> snapshotCopies.copy(request));
  }

  @Override
  public DeleteSnapshotResponse deleteSnapshot(DeleteSnapshotRequest request) {
    return calls.call(
        "DeleteSnapshot", DeleteSnapshotResponse.class, () -> snapshots.delete(request));
  }

  @Override
  public LockSnapshotResponse lockSnapshot(LockSnapshotRequest request) {
    return calls.call("LockSnapshot", LockSnapshotResponse.class, () -> locks.lock(request));
  }

  @Override
  public UnlockSnapshotResponse unlockSnapshot(UnlockSnapshotRequest request) {
    return calls.call("UnlockSnapshot", UnlockSnapshotResponse.class, () -> locks.unlock(request));
  }

  @Override
  public DescribeLockedSnapshotsResponse describeLockedSnapshots(
      DescribeLockedSnapshotsRequest request) {
    return calls.call(
        "DescribeLockedSnapshots",
        DescribeLockedSnapshotsResponse.class,
        () -> locks.describe(request));
  }

  @Override
  public ModifySnapshotTierResponse modifySnapshotTier(ModifySnapshotTierRequest request) {
    return calls.call(
        "ModifySnapshotTier", ModifySnapshotTierResponse.class, () -> archive.archive(request));
  }

  @Override
  public DescribeSnapshotTierStatusResponse describeSnapshotTierStatus(
      DescribeSnapshotTierStatusRequest request) {
    return calls.call(
        "DescribeSnapshotTierStatus",
        DescribeSnapshotTierStatusResponse.class,
        () -> archive.describeTiers(request));
  }

  @Override
  public ListSnapshotsInRecycleBinResponse listSnapshotsInRecycleBin(
      ListSnapshotsInRecycleBinRequest request) {
    return calls.call(
        "ListSnapshotsInRecycleBin",
        ListSnapshotsInRecycleBinResponse.class,
        () -> recycleBin.list(request));
  }

  @Override
  public RestoreSnapshotFromRecycleBinResponse restoreSnapshotFromRecycleBin(
      RestoreSnapshotFromRecycleBinRequest request) {
    return calls.call(
        "RestoreSnapshotFromRecycleBin",
        RestoreSnapshotFromRecycleBinResponse.class,
        () -> recycleBin.restore(request));
  }

  @Override
  public CreateVolumeResponse createVolume(CreateVolumeRequest request) {
    return calls.call("CreateVolume", CreateVolumeResponse.class, () -> volumes.create(request));
  }

  @Override
  public DeleteVolumeResponse deleteVolume(DeleteVolumeRequest request) {
    return calls.call("DeleteVolume", DeleteVolumeResponse.class, () -> volumes.delete(request));
  }

  @Override
  public AttachVolumeResponse attachVolume(AttachVolumeRequest request) {
    return calls.call(
        "AttachVolume", AttachVolumeResponse.class, () -> attachments.attach(request));
  }

  @Override
  public DetachVolumeResponse detachVolume(DetachVolumeRequest request) {
    return calls.call(
        "DetachVolume", DetachVolumeResponse.class, () -> attachments.detach(request));
  }

  @Override
  public CreateTagsResponse createTags(CreateTagsRequest request) {
    return calls.call("CreateTags", CreateTagsResponse.class, () -> tags.create(request));
  }

  @Override
  public DeleteTagsResponse deleteTags(DeleteTagsRequest request) {
    return calls.call("DeleteTags", DeleteTagsResponse.class, () -> tags.delete(request));
  }

  @Override
  public StartInstancesResponse startInstances(StartInstancesRequest request) {
    return calls.call(
        "StartInstances", StartInstancesResponse.class, () -> instances.start(request));
  }

  @Override
  public StopInstancesResponse stopInstances(StopInstancesRequest request) {
    return calls.call("StopInstances", StopInstancesResponse.class, () -> instances.stop(request));
  }

  @Override
  public ModifyInstanceAttributeResponse modifyInstanceAttribute(
      ModifyInstanceAttributeRequest request) {
    return calls.call(
        "ModifyInstanceAttribute",
        ModifyInstanceAttributeResponse.class,
        () -> instances.modify(request));
  }

  @Override
  public DescribeInstanceStatusResponse describeInstanceStatus(
      DescribeInstanceStatusRequest request) {
    return calls.call(
        "DescribeInstanceStatus",
        DescribeInstanceStatusResponse.class,
        () -> instanceStatuses.describe(request));
  }

  @Override
  public CreateReplaceRootVolumeTaskResponse createReplaceRootVolumeTask(
      CreateReplaceRootVolumeTaskRequest request) {
    return calls.call(
        "CreateReplaceRootVolumeTask",
        CreateReplaceRootVolumeTaskResponse.class,
        () -> replaceRoots.create(request));
  }

  @Override
  public DescribeReplaceRootVolumeTasksResponse describeReplaceRootVolumeTasks(
      DescribeReplaceRootVolumeTasksRequest request) {
    return calls.call(
        "DescribeReplaceRootVolumeTasks",
        DescribeReplaceRootVolumeTasksResponse.class,
        () -> replaceRoots.describe(request));
  }

  @Override
  public DescribeFastSnapshotRestoresResponse describeFastSnapshotRestores(
      DescribeFastSnapshotRestoresRequest request) {
    return calls.call(
        "DescribeFastSnapshotRestores",
        DescribeFastSnapshotRestoresResponse.class,
        () -> fastRestores.describe(request));
  }

  @Override
  public TerminateInstancesResponse terminateInstances(TerminateInstancesRequest request) {
    return calls.call(
        "TerminateInstances", TerminateInstancesResponse.class, () -> instances.terminate(request));
  }

  @Override
  public DescribeTagsResponse describeTags(DescribeTagsRequest request) {
    return calls.call("DescribeTags", DescribeTagsResponse.class, () -> tags.describe(request));
  }

  @Override
  public DescribeInstanceTypesResponse describeInstanceTypes(DescribeInstanceTypesRequest request) {
    return calls.call(
        "DescribeInstanceTypes",
        DescribeInstanceTypesResponse.class,
        () -> instanceTypes.describe(request));
  }

  @Override
  public DescribeInstanceAttributeResponse describeInstanceAttribute(
      DescribeInstanceAttributeRequest request) {
    return calls.call(
        "DescribeInstanceAttribute",
        DescribeInstanceAttributeResponse.class,
        () -> instanceAttributes.describe(request));
  }

  @Override
  public DescribeInstanceCreditSpecificationsResponse describeInstanceCreditSpecifications(
      DescribeInstanceCreditSpecificationsRequest request) {
    return calls.call(
        "DescribeInstanceCreditSpecifications",
        DescribeInstanceCreditSpecificationsResponse.class,
        () -> instanceAttributes.describeCredits(request));
  }

  @Override
  public DescribeAccountAttributesResponse describeAccountAttributes(
      DescribeAccountAttributesRequest request) {
    return calls.call(
        "DescribeAccountAttributes",
        DescribeAccountAttributesResponse.class,
        () -> accountReads.describeAttributes(request));
  }

  @Override
  public DescribeVpcsResponse describeVpcs(DescribeVpcsRequest request) {
    return calls.call(
        "DescribeVpcs", DescribeVpcsResponse.class, () -> accountReads.describeVpcs(request));
  }

  @Override
  public ModifyVolumeResponse modifyVolume(ModifyVolumeRequest request) {
    return calls.call(
        "ModifyVolume", ModifyVolumeResponse.class, () -> volumeModifications.modify(request));
  }

  @Override
  public DescribeVolumesModificationsResponse describeVolumesModifications(
      DescribeVolumesModificationsRequest request) {
    return calls.call(
        "DescribeVolumesModifications",
        DescribeVolumesModificationsResponse.class,
        () -> volumeModifications.describe(request));
  }

  @Override
  public DescribeSnapshotAttributeResponse describeSnapshotAttribute(
      DescribeSnapshotAttributeRequest request) {
    return calls.call(
        "DescribeSnapshotAttribute",
        DescribeSnapshotAttributeResponse.class,
        () -> sharing.describe(request));
  }

  @Override
  public ModifySnapshotAttributeResponse modifySnapshotAttribute(
      ModifySnapshotAttributeRequest request) {
    return calls.call(
        "ModifySnapshotAttribute",
        ModifySnapshotAttributeResponse.class,
        () -> sharing.modify(request));
  }

  @Override
  public GetEbsEncryptionByDefaultResponse getEbsEncryptionByDefault(
      GetEbsEncryptionByDefaultRequest request) {
    return calls.call(
        "GetEbsEncryptionByDefault",
        GetEbsEncryptionByDefaultResponse.class,
        () -> account.encryption.get(request));
  }

  @Override
  public EnableEbsEncryptionByDefaultResponse enableEbsEncryptionByDefault(
      EnableEbsEncryptionByDefaultRequest request) {
    return calls.call(
        "EnableEbsEncryptionByDefault",
        EnableEbsEncryptionByDefaultResponse.class,
        () -> account.encryption.enable(request));
  }

  @Override
  public DisableEbsEncryptionByDefaultResponse disableEbsEncryptionByDefault(
      DisableEbsEncryptionByDefaultRequest request) {
    return calls.call(
        "DisableEbsEncryptionByDefault",
        DisableEbsEncryptionByDefaultResponse.class,
        () -> account.encryption.disable(request));
  }

  @Override
  public GetEbsDefaultKmsKeyIdResponse getEbsDefaultKmsKeyId(GetEbsDefaultKmsKeyIdRequest request) {
    return calls.call(
        "GetEbsDefaultKmsKeyId",
        GetEbsDefaultKmsKeyIdResponse.class,
        () -> account.encryption.getKey(request));
  }

  @Override
  public ModifyEbsDefaultKmsKeyIdResponse modifyEbsDefaultKmsKeyId(
      ModifyEbsDefaultKmsKeyIdRequest request) {
    return calls.call(
        "ModifyEbsDefaultKmsKeyId",
        ModifyEbsDefaultKmsKeyIdResponse.class,
        () -> account.encryption.modifyKey(request));
  }
}
