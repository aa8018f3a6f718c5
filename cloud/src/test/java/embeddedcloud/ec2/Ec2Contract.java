package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;
import software.amazon.awssdk.services.ec2.model.SnapshotInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;
import software.amazon.awssdk.services.ec2.model.TransferType;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * What backups and restores rely on in EC2, told through the API alone, so that it can be asked of
 * any endpoint: give it a client, instances to work on and a way to let time pass.
 */
abstract class Ec2Contract {
  private static final String UNKNOWN = "-00000000000000000";
  private static final Duration LONG = Duration.ofMinutes(10);

  abstract Ec2Client ec2();

  /**
   * A running instance in {@link #zone} with a gp3 root of 8 GiB and this number of gp3 data
   * volumes of 10 GiB, all of them and the instance tagged {@code Contract=marker}.
   *
   * @return its id
   */
  abstract String launch(String marker, int dataVolumes);

  /** Lets that much time pass. */
  abstract void pass(Duration time);

  abstract String zone();

  /** Another zone of the same Region. */
  abstract String otherZone();

  @Test
  void createSnapshots_takesOneOfEachVolumeAtOneMoment() {
    String instance = launch("set", 2);

    List<SnapshotInfo> set = ec2().createSnapshots(ofInstance(instance).build()).snapshots();

    assertThat(set)
        .extracting(SnapshotInfo::volumeId)
        .containsExactlyInAnyOrderElementsOf(volumesOf(instance));
    assertThat(set).extracting(SnapshotInfo::startTime).containsOnly(set.getFirst().startTime());
    assertThat(set).extracting(SnapshotInfo::state).containsOnly(SnapshotState.PENDING);
  }

  @Test
  void createSnapshots_putsDescriptionAndTagsOnEveryMember() {
    String instance = launch("tags", 1);

    List<String> ids =
        idsOf(
            ec2()
                .createSnapshots(
                    ofInstance(instance)
                        .description("nightly")
                        .tagSpecifications(tagged(Map.of("run", "r1")))
                        .build())
                .snapshots());
    pass(LONG);

    assertThat(describe(ids))
        .hasSize(2)
        .allSatisfy(
            snapshot -> {
              assertThat(snapshot.description()).isEqualTo("nightly");
              assertThat(snapshot.tags()).containsExactly(tag("run", "r1"));
              assertThat(snapshot.state()).isEqualTo(SnapshotState.COMPLETED);
              assertThat(snapshot.progress()).isEqualTo("100%");
            });
  }

  @Test
  void copySnapshot_makesASnapshotWithTheTagsOfTheRequest() {
    String snapshot = completed("copied");

    String copy =
        ec2()
            .copySnapshot(
                r ->
                    r.sourceRegion("eu-central-1")
                        .sourceSnapshotId(snapshot)
                        .description("dr")
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.SNAPSHOT)
                                .tags(tag("origin", snapshot))
                                .build()))
            .snapshotId();
    pass(LONG);

    assertThat(ec2().describeSnapshots(r -> r.snapshotIds(copy)).snapshots())
        .singleElement()
        .satisfies(
            made -> {
              assertThat(made.description()).isEqualTo("dr");
              assertThat(made.tags()).containsExactly(tag("origin", snapshot));
              assertThat(made.transferType()).isEqualTo(TransferType.STANDARD);
            });
  }

  @Test
  void lockSnapshot_forbidsDeletion_andIsListed() {
    String snapshot = completed("lock");

    ec2().lockSnapshot(r -> r.snapshotId(snapshot).lockMode(LockMode.GOVERNANCE).lockDuration(1));

    // Which code EC2 answers is not documented, so nothing may depend on it.
    assertThatThrownBy(() -> ec2().deleteSnapshot(r -> r.snapshotId(snapshot)))
        .isInstanceOf(Ec2Exception.class);
    assertThat(ec2().describeLockedSnapshots(r -> r.maxResults(1000)).snapshots())
        .filteredOn(lock -> lock.snapshotId().equals(snapshot))
        .singleElement()
        .satisfies(
            lock -> {
              assertThat(lock.lockState()).isEqualTo(LockState.GOVERNANCE);
              assertThat(lock.lockExpiresOn()).isAfter(lock.lockCreatedOn());
            });
  }

  @Test
  void modifySnapshotAttribute_sharesASnapshot_andTheListingKnows() {
    String snapshot = completed("shared");
    String kept = completed("kept");
    CreateVolumePermission other = CreateVolumePermission.builder().userId("999999999999").build();

    ec2()
        .modifySnapshotAttribute(
            r -> r.snapshotId(snapshot).createVolumePermission(change -> change.add(other)));

    assertThat(
            ec2()
                .describeSnapshotAttribute(
                    r ->
                        r.snapshotId(snapshot)
                            .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION))
                .createVolumePermissions())
        .containsExactly(other);
    assertThat(
            ec2()
                .describeSnapshots(r -> r.ownerIds("self").restorableByUserIds(other.userId()))
                .snapshots())
        .extracting(Snapshot::snapshotId)
        .contains(snapshot)
        .doesNotContain(kept);
    refused(
        "InvalidParameterCombination",
        () ->
            ec2()
                .modifySnapshotAttribute(
                    r ->
                        r.snapshotId(snapshot)
                            .createVolumePermission(change -> change.add(other).remove(other))));
  }

  @Test
  void describeSnapshotTierStatus_tellsOfTheArchive() {
    String snapshot = completed("archive");

    ec2().modifySnapshotTier(r -> r.snapshotId(snapshot).storageTier(TargetStorageTier.ARCHIVE));

    Filter own = Filter.builder().name("snapshot-id").values(snapshot).build();
    assertThat(
            ec2()
                .describeSnapshotTierStatus(r -> r.filters(own).maxResults(1000))
                .snapshotTierStatuses())
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.lastTieringStartTime()).isNotNull();
              assertThat(status.archivalCompleteTime()).isNull();
            });
  }

  @Test
  void everyAnswerSaysItsTime() {
    assertThat(
            ec2()
                .describeSnapshots(r -> r.ownerIds("self").maxResults(5))
                .sdkHttpResponse()
                .firstMatchingHeader("Date"))
        .hasValueSatisfying(date -> assertThat(date).endsWith("GMT"));
  }

  @Test
  void listSnapshotsInRecycleBin_isEmptyWithoutARule() {
    String snapshot = completed("bin");
    ec2().deleteSnapshot(r -> r.snapshotId(snapshot));

    assertThat(ec2().listSnapshotsInRecycleBin(r -> r.maxResults(1000)).snapshots())
        .noneMatch(recycled -> recycled.snapshotId().equals(snapshot));
  }

  private String completed(String marker) {
    String instance = launch(marker, 0);
    String id = idsOf(ec2().createSnapshots(ofInstance(instance).build()).snapshots()).getFirst();
    pass(LONG);
    return id;
  }

  @Test
  void createSnapshots_leavesOutWhatIsExcluded() {
    String instance = launch("exclude", 2);
    List<String> volumes = volumesOf(instance);

    List<SnapshotInfo> set =
        ec2()
            .createSnapshots(
                r ->
                    r.instanceSpecification(
                        s ->
                            s.instanceId(instance)
                                .excludeBootVolume(true)
                                .excludeDataVolumeIds(volumes.get(1))))
            .snapshots();

    assertThat(set).extracting(SnapshotInfo::volumeId).containsExactly(volumes.get(2));
  }

  @Test
  void createSnapshots_refusesTheRootAmongExcludedDataVolumes() {
    String instance = launch("exclude-root", 1);
    String root = volumesOf(instance).getFirst();

    refused(
        "InvalidParameterValue",
        () ->
            ec2()
                .createSnapshots(
                    r ->
                        r.instanceSpecification(
                            s -> s.instanceId(instance).excludeDataVolumeIds(root))));
  }

  @Test
  void createSnapshots_refusesAnEmptySet() {
    String instance = launch("empty-set", 0);

    refused(
        "InvalidParameterValue",
        () ->
            ec2()
                .createSnapshots(
                    r ->
                        r.instanceSpecification(
                            s -> s.instanceId(instance).excludeBootVolume(true))));
  }

  @Test
  void createSnapshots_worksOnAStoppedInstanceButNotOnATerminatedOne() {
    String instance = launch("stopped", 0);
    ec2().stopInstances(r -> r.instanceIds(instance));
    pass(LONG);
    assertThat(stateOf(instance)).isEqualTo(InstanceStateName.STOPPED);
    assertThat(ec2().createSnapshots(ofInstance(instance).build()).snapshots()).hasSize(1);

    ec2().terminateInstances(r -> r.instanceIds(instance));
    pass(LONG);
    assertThat(stateOf(instance)).isEqualTo(InstanceStateName.TERMINATED);
    refused("IncorrectInstanceState", () -> ec2().createSnapshots(ofInstance(instance).build()));
  }

  @Test
  void createSnapshots_refusesTagsThatBreakTheRules() {
    String instance = launch("bad-tags", 0);
    refusedTags(instance, "InvalidParameterValue", List.of(tag("aws:x", "1")));
    refusedTags(instance, "InvalidParameterValue", List.of(tag("k".repeat(129), "1")));
    refusedTags(instance, "InvalidParameterValue", List.of(tag("k", "v".repeat(257))));
    refusedTags(instance, "InvalidParameterValue", List.of(tag("k", "1"), tag("k", "2")));
    refusedTags(
        instance,
        "TagLimitExceeded",
        IntStream.range(0, 51).mapToObj(i -> tag("k" + i, "v")).toList());
  }

  @Test
  void createSnapshot_asksForTimeBetweenTwoOfOneVolume() {
    String volume = volumesOf(launch("rate", 0)).getFirst();
    ec2().createSnapshot(r -> r.volumeId(volume));

    refused(
        "SnapshotCreationPerVolumeRateExceeded",
        () -> ec2().createSnapshot(r -> r.volumeId(volume)));
    pass(Duration.ofSeconds(15));
    assertThat(ec2().createSnapshot(r -> r.volumeId(volume)).volumeId()).isEqualTo(volume);
  }

  @Test
  void aDryRunChecksEverythingAndDoesNothing() {
    String instance = launch("dry", 0);
    String volume = volumesOf(instance).getFirst();

    refused(
        "DryRunOperation", () -> ec2().createSnapshots(ofInstance(instance).dryRun(true).build()));
    refused("DryRunOperation", () -> ec2().createVolume(gp3().size(1).dryRun(true).build()));
    refused(
        "DryRunOperation",
        () -> ec2().terminateInstances(r -> r.instanceIds(instance).dryRun(true)));
    refused("VolumeInUse", () -> ec2().deleteVolume(r -> r.volumeId(volume).dryRun(true)));
    refused(
        "InvalidZone.NotFound",
        () ->
            ec2().createVolume(gp3().size(1).availabilityZone("nowhere-1a").dryRun(true).build()));

    assertThat(snapshotsOf(volume)).isEmpty();
    assertThat(stateOf(instance)).isEqualTo(InstanceStateName.RUNNING);
  }

  @Test
  void describeTellsUnknownFromMalformedIds() {
    refused(
        "InvalidInstanceID.NotFound",
        () -> ec2().describeInstances(r -> r.instanceIds("i" + UNKNOWN)));
    refused(
        "InvalidVolume.NotFound", () -> ec2().describeVolumes(r -> r.volumeIds("vol" + UNKNOWN)));
    refused(
        "InvalidSnapshot.NotFound",
        () -> ec2().describeSnapshots(r -> r.snapshotIds("snap" + UNKNOWN)));
    refused(
        "InvalidInstanceID.Malformed", () -> ec2().describeInstances(r -> r.instanceIds("i-xyz")));
    refused(
        "InvalidSnapshotID.Malformed",
        () -> ec2().describeSnapshots(r -> r.snapshotIds("snapshot-1")));
  }

  @Test
  void describeVolumes_filtersByAttachment() {
    String instance = launch("attachment", 2);

    List<Volume> volumes =
        ec2()
            .describeVolumes(
                r ->
                    r.filters(
                        filter("attachment.instance-id", instance),
                        filter("attachment.device", "/dev/sdf", "/dev/sdz"),
                        filter("attachment.status", "attached")))
            .volumes();

    assertThat(volumes).extracting(Volume::volumeId).containsExactly(volumesOf(instance).get(1));
  }

  @Test
  void filters_knowWildcardsAndRefuseUnknownNamesAndTooManyValues() {
    String instance = launch("wild-card.7", 0);

    assertThat(instancesWith(filter("tag:Contract", "wild-*.?"))).containsExactly(instance);
    assertThat(instancesWith(filter("tag:Contract", "wild-card.??"))).isEmpty();
    assertThat(instancesWith(filter("tag:Contract", "wild-card\\*"))).isEmpty();
    assertThat(instancesWith(filter("tag:Contract", "wild-card.7"), filter("tag-key", "NoSuchKey")))
        .isEmpty();
    refused("InvalidParameterValue", () -> instancesWith(filter("color", "red")));
    refused(
        "FilterLimitExceeded",
        () ->
            instancesWith(
                Filter.builder()
                    .name("instance-id")
                    .values(IntStream.range(0, 201).mapToObj(i -> "i-" + i).toList())
                    .build()));
  }

  @Test
  void describe_pagesThroughEverythingOnce() {
    String instance = launch("pages", 11);
    List<String> seen = new ArrayList<>();
    String token = null;
    int pages = 0;
    do {
      String from = token;
      DescribeVolumesResponse page =
          ec2()
              .describeVolumes(
                  r ->
                      r.filters(filter("attachment.instance-id", instance))
                          .maxResults(5)
                          .nextToken(from));
      page.volumes().forEach(volume -> seen.add(volume.volumeId()));
      token = page.nextToken();
      pages++;
    } while (token != null);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(volumesOf(instance));
    assertThat(pages).isEqualTo(3);
    assertThat(
            ec2()
                .describeVolumesPaginator(
                    r -> r.filters(filter("attachment.instance-id", instance)).maxResults(5))
                .volumes())
        .hasSize(12);
  }

  @Test
  void describeInstances_refusesAPageSizeTogetherWithIdsOrTooSmall() {
    String instance = launch("page-size", 0);

    refused(
        "InvalidParameterCombination",
        () -> ec2().describeInstances(r -> r.instanceIds(instance).maxResults(10)));
    refused("InvalidParameterValue", () -> ec2().describeInstances(r -> r.maxResults(4)));
  }

  @Test
  void createVolume_fromASnapshotHasItsSizeAndBecomesAvailable() {
    Snapshot snapshot = completedSnapshot("from-snapshot");

    Volume volume = create(gp3().snapshotId(snapshot.snapshotId()).build());

    assertThat(volume.state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(volume.size()).isEqualTo(snapshot.volumeSize());
    assertThat(volume.snapshotId()).isEqualTo(snapshot.snapshotId());
    assertThat(volume.iops()).isEqualTo(3000);
    assertThat(volume.throughput()).isEqualTo(125);
    assertThat(volume.availabilityZone()).isEqualTo(zone());
  }

  @Test
  void createVolume_withTheSameTokenGivesTheSameVolume() {
    CreateVolumeRequest request = gp3().size(3).clientToken("contract-" + zone()).build();

    String first = ec2().createVolume(request).volumeId();

    assertThat(ec2().createVolume(request).volumeId()).isEqualTo(first);
    refused(
        "IdempotentParameterMismatch",
        () -> ec2().createVolume(request.toBuilder().size(4).build()));
  }

  @Test
  void createVolume_refusesWhatEc2Would() {
    String volume = volumesOf(launch("refuse", 0)).getFirst();
    String pending = ec2().createSnapshot(r -> r.volumeId(volume)).snapshotId();
    Snapshot snapshot = completedSnapshot("refuse-size");

    refusedVolume("InvalidParameterValue", gp3().snapshotId(snapshot.snapshotId()).size(7));
    refusedVolume("InvalidSnapshot.NotFound", gp3().snapshotId("snap" + UNKNOWN));
    refusedVolume("MissingParameter", gp3());
    refusedVolume("MissingParameter", gp3().size(1).availabilityZone(null));
    refusedVolume("InvalidParameterCombination", gp3().size(1).availabilityZoneId("use1-az1"));
    refusedVolume("InvalidParameterValue", gp3().size(65_537));
    refusedVolume("InvalidParameterValue", gp3().size(100).iops(2_999));
    refusedVolume("InvalidParameterValue", gp3().size(8).iops(4_001));
    refusedVolume("InvalidParameterValue", gp3().size(8).throughput(751));
    refusedVolume("MissingParameter", gp3().size(8).volumeType(VolumeType.IO2));
    refusedVolume(
        "InvalidParameterCombination", gp3().size(8).volumeType(VolumeType.GP2).iops(100));
    refusedVolume("UnknownVolumeType", gp3().size(8).volumeType("gp9"));
    String slow = ec2().createSnapshot(r -> r.volumeId(snapshot.volumeId())).snapshotId();
    pass(Duration.ofSeconds(5));
    refusedVolume("IncorrectState", gp3().snapshotId(slow));
    assertThat(pending).isNotEqualTo(slow);
  }

  @Test
  void attachAndDetach_goThroughTheirStates() {
    String instance = launch("attach", 0);
    String volume = create(gp3().size(1).build()).volumeId();

    ec2().attachVolume(r -> r.instanceId(instance).volumeId(volume).device("/dev/sdh"));
    pass(LONG);
    assertThat(volume(volume).state()).isEqualTo(VolumeState.IN_USE);
    assertThat(mappings(instance))
        .filteredOn(mapping -> mapping.deviceName().equals("/dev/sdh"))
        .singleElement()
        .satisfies(
            mapping -> {
              assertThat(mapping.ebs().volumeId()).isEqualTo(volume);
              assertThat(mapping.ebs().status()).isEqualTo(AttachmentStatus.ATTACHED);
            });
    refused("VolumeInUse", () -> ec2().deleteVolume(r -> r.volumeId(volume)));

    ec2().detachVolume(r -> r.volumeId(volume));
    pass(LONG);
    assertThat(volume(volume).state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(volumesOf(instance)).doesNotContain(volume);
    refused("IncorrectState", () -> ec2().detachVolume(r -> r.volumeId(volume)));
  }

  @Test
  void attach_refusesADeviceInUseAnotherZoneAndARunningRoot() {
    String instance = launch("attach-refused", 1);
    String here = create(gp3().size(1).build()).volumeId();
    String there = create(gp3().size(1).availabilityZone(otherZone()).build()).volumeId();
    String root = volumesOf(instance).getFirst();

    assertThatThrownBy(
            () -> ec2().attachVolume(r -> r.instanceId(instance).volumeId(here).device("/dev/sdf")))
        .hasMessageContaining("already in use")
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo("InvalidParameterValue"));
    refused(
        "InvalidVolume.ZoneMismatch",
        () -> ec2().attachVolume(r -> r.instanceId(instance).volumeId(there).device("/dev/sdg")));
    refused(
        "VolumeInUse",
        () -> ec2().attachVolume(r -> r.instanceId(instance).volumeId(root).device("/dev/sdg")));
    refused("OperationNotPermitted", () -> ec2().detachVolume(r -> r.volumeId(root)));
  }

  @Test
  void aStoppedInstanceCanChangeItsRootAndDoesNotStartWithoutOne() {
    String instance = launch("root-swap", 0);
    String root = volumesOf(instance).getFirst();
    String device = mappings(instance).getFirst().deviceName();
    ec2().stopInstances(r -> r.instanceIds(instance));
    pass(LONG);
    ec2().detachVolume(r -> r.volumeId(root));
    pass(LONG);
    refused("IncorrectInstanceState", () -> ec2().startInstances(r -> r.instanceIds(instance)));

    ec2().attachVolume(r -> r.instanceId(instance).volumeId(root).device(device));
    pass(LONG);
    ec2().startInstances(r -> r.instanceIds(instance));
    pass(LONG);

    assertThat(stateOf(instance)).isEqualTo(InstanceStateName.RUNNING);
  }

  @Test
  void deleteSnapshot_isFinalAndSaysSoTheSecondTime() {
    String id = completedSnapshot("delete").snapshotId();
    ec2().deleteSnapshot(r -> r.snapshotId(id));

    refused("InvalidSnapshot.NotFound", () -> ec2().deleteSnapshot(r -> r.snapshotId(id)));
    refused("InvalidSnapshot.NotFound", () -> describe(List.of(id)));
  }

  @Test
  void tagsCanBeAddedReplacedAndRemoved() {
    String volume = volumesOf(launch("tagging", 0)).getFirst();
    ec2().createTags(r -> r.resources(volume).tags(tag("a", "1"), tag("b", "2")));
    ec2().createTags(r -> r.resources(volume).tags(tag("a", "3")));
    assertThat(volume(volume).tags()).contains(tag("a", "3"), tag("b", "2"));

    ec2().deleteTags(r -> r.resources(volume).tags(tag("a", "1"), Tag.builder().key("b").build()));

    assertThat(volume(volume).tags()).contains(tag("a", "3")).doesNotContain(tag("b", "2"));
    assertThat(
            ec2()
                .describeVolumes(r -> r.filters(filter("tag:a", "3"), filter("volume-id", volume)))
                .volumes())
        .hasSize(1);
    refused(
        "InvalidParameterValue",
        () -> ec2().createTags(r -> r.resources(volume).tags(tag("aws:a", "1"))));
  }

  @Test
  void describeSnapshots_filtersByTagsVolumeAndStatus() {
    String instance = launch("snapshot-filters", 1);
    List<String> volumes = volumesOf(instance);
    ec2()
        .createSnapshots(
            ofInstance(instance)
                .tagSpecifications(tagged(Map.of("run", "filters", "source", instance)))
                .build());
    pass(LONG);

    assertThat(
            ec2()
                .describeSnapshots(
                    r ->
                        r.ownerIds("self")
                            .filters(
                                filter("tag:run", "filters"),
                                filter("tag:source", instance, "i" + UNKNOWN),
                                filter("status", "completed"),
                                filter("storage-tier", "standard"),
                                filter("volume-id", volumes.get(1))))
                .snapshots())
        .extracting(Snapshot::volumeId)
        .containsExactly(volumes.get(1));
  }

  // What the tests above are told with.

  private Snapshot completedSnapshot(String marker) {
    String volume = volumesOf(launch(marker, 0)).getFirst();
    String id = ec2().createSnapshot(r -> r.volumeId(volume)).snapshotId();
    pass(LONG);
    return describe(List.of(id)).getFirst();
  }

  private Volume create(CreateVolumeRequest request) {
    String id = ec2().createVolume(request).volumeId();
    pass(LONG);
    return volume(id);
  }

  private CreateVolumeRequest.Builder gp3() {
    return CreateVolumeRequest.builder().availabilityZone(zone()).volumeType(VolumeType.GP3);
  }

  private Volume volume(String id) {
    return ec2().describeVolumes(r -> r.volumeIds(id)).volumes().getFirst();
  }

  private List<Snapshot> describe(List<String> ids) {
    return ec2().describeSnapshots(r -> r.snapshotIds(ids)).snapshots();
  }

  private List<Snapshot> snapshotsOf(String volume) {
    pass(LONG);
    return ec2()
        .describeSnapshots(r -> r.ownerIds("self").filters(filter("volume-id", volume)))
        .snapshots();
  }

  private Instance instance(String id) {
    return ec2()
        .describeInstances(r -> r.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  private List<InstanceBlockDeviceMapping> mappings(String instance) {
    return instance(instance).blockDeviceMappings();
  }

  private InstanceStateName stateOf(String instance) {
    return instance(instance).state().name();
  }

  /** The root first. */
  private List<String> volumesOf(String instance) {
    return mappings(instance).stream().map(mapping -> mapping.ebs().volumeId()).toList();
  }

  private List<String> instancesWith(Filter... filters) {
    return ec2().describeInstances(r -> r.filters(filters)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(Instance::instanceId)
        .toList();
  }

  private void refusedTags(String instance, String code, List<Tag> tags) {
    TagSpecification specification =
        TagSpecification.builder().resourceType(ResourceType.SNAPSHOT).tags(tags).build();
    refused(
        code,
        () -> ec2().createSnapshots(ofInstance(instance).tagSpecifications(specification).build()));
  }

  private void refusedVolume(String code, CreateVolumeRequest.Builder request) {
    refused(code, () -> ec2().createVolume(request.build()));
  }

  static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(Ec2Exception.class)
        .satisfies(e -> assertThat(codeOf(e)).isEqualTo(code));
  }

  private static String codeOf(Throwable thrown) {
    return thrown instanceof Ec2Exception e ? e.awsErrorDetails().errorCode() : "none";
  }

  static CreateSnapshotsRequest.Builder ofInstance(String instance) {
    return CreateSnapshotsRequest.builder().instanceSpecification(s -> s.instanceId(instance));
  }

  static TagSpecification tagged(Map<String, String> tags) {
    return TagSpecification.builder()
        .resourceType(ResourceType.SNAPSHOT)
        .tags(tags.entrySet().stream().map(e -> tag(e.getKey(), e.getValue())).toList())
        .build();
  }

  static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  static List<String> idsOf(List<SnapshotInfo> set) {
    return set.stream().map(SnapshotInfo::snapshotId).toList();
  }
}
