package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.RestoreRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which volume a restored one replaces: the one that was backed up, or the one that is named. */
class SwapDecisionTest {
  private static final String DATA = volumeId(1);
  private static final String OTHER = volumeId(2);
  private static final String THIRD = volumeId(3);
  private static final String SNAPSHOT = snapshotId(1);

  private final Map<String, Volume> volumes = new LinkedHashMap<>();
  private final List<BackedUpVolume> sources = new ArrayList<>();
  private String fields = "";
  private List<String> warnings = List.of();

  @Test
  void theVolumeThatWasBackedUpIsReplaced() {
    sources.add(backedUp(1, "/dev/sdf"));
    attached(OTHER, "/dev/sdg", Map.of());
    Volume data = attached(DATA, "/dev/sdf", Map.of());

    assertThat(seat()).isEqualTo(new Seat("/dev/sdf", Optional.of(data), true, List.of(DATA)));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aVolumeThatTookItsPlaceIsReplaced_andItsLineageGoesOn() {
    sources.add(backedUp(1, "/dev/sdf"));
    Volume heir = attached(OTHER, "/dev/sdf", Map.of(SetTags.LINEAGE, DATA + " " + THIRD));

    assertThat(seat())
        .isEqualTo(new Seat("/dev/sdf", Optional.of(heir), true, List.of(DATA, OTHER, THIRD)));
  }

  @Test
  void theOriginalThatIsDetached_leavesThePlaceToItsHeir() {
    sources.add(backedUp(1, "/dev/sdf"));
    detached(DATA);
    Volume heir = attached(OTHER, "/dev/sdf", Map.of(SetTags.LINEAGE, DATA));

    assertThat(seat().replaces()).contains(heir);
  }

  @Test
  void theOriginalThatIsAttached_isReplaced_thoughAnotherClaimsItsPlace() {
    sources.add(backedUp(1, "/dev/sdf"));
    Volume data = attached(DATA, "/dev/sdf", Map.of());
    attached(OTHER, "/dev/sdg", Map.of(SetTags.LINEAGE, DATA));

    assertThat(seat().replaces()).contains(data);
  }

  @Test
  void afterAnUndoneSwap_theVolumeThatIsBackIsReplaced() {
    sources.add(backedUp(1, "/dev/sdf", Map.of(), Optional.of(OTHER)));
    Volume back = attached(OTHER, "/dev/sdf", Map.of());

    assertThat(seat())
        .isEqualTo(new Seat("/dev/sdf", Optional.of(back), true, List.of(DATA, OTHER)));
  }

  @Test
  void aPredecessorStandsForNothing_whileTheVolumeItselfExists() {
    sources.add(backedUp(1, "/dev/sdf", Map.of(), Optional.of(OTHER)));
    detached(DATA);
    attached(OTHER, "/dev/sdf", Map.of());

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s has %s, and %s, which was backed up, is not attached (available)"
            .formatted(INSTANCE_ID, OTHER, DATA));
  }

  @Test
  void aVolumeWhoseDeviceHasChanged_isNotRecognised() {
    sources.add(backedUp(1, "/dev/sdf"));
    attached(DATA, "/dev/sdg", Map.of());

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s is free, and %s, which was backed up, is at /dev/sdg of %s"
            .formatted(INSTANCE_ID, DATA, INSTANCE_ID));
  }

  @Test
  void aVolumeOfWhichNoDeviceIsKnown_isReplacedWhereItIs() {
    sources.add(backedUp(1, ""));
    Volume data = attached(DATA, "/dev/sdg", Map.of());

    assertThat(seat()).isEqualTo(new Seat("/dev/sdg", Optional.of(data), true, List.of(DATA)));
  }

  @Test
  void aVolumeThatIsGone_comesBackToItsFreeDevice() {
    sources.add(backedUp(1, "/dev/sdf"));

    assertThat(seat()).isEqualTo(new Seat("/dev/sdf", Optional.empty(), false, List.of(DATA)));
    assertThat(warnings)
        .containsExactly(
            "%s no longer exists: %s goes to /dev/sdf of %s, which is free; nothing is replaced"
                .formatted(DATA, SNAPSHOT, INSTANCE_ID));
  }

  @Test
  void aVolumeThatIsGone_doesNotTakeADeviceThatIsTaken() {
    sources.add(backedUp(1, "/dev/sdf", Map.of("Name", "db"), Optional.empty()));
    attached(OTHER, "/dev/sdf", Map.of("Name", "logs"));

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s has %s (logs), and %s (db), which was backed up, is gone"
            .formatted(INSTANCE_ID, OTHER, DATA));
  }

  @Test
  void aVolumeOfAnotherInstance_takesNoPlaceByItself() {
    fields = ", \"source\": \"i-0123456789abcdef1\"";
    sources.add(backedUp(1, "/dev/sdf"));

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s is free, and %s, which was backed up, is gone"
            .formatted(INSTANCE_ID, DATA));
  }

  @Test
  void ofNeitherAVolumeNorADevice_theSnapshotIsNamed() {
    sources.add(backedUp(1, ""));

    assertAsks(
        SNAPSHOT,
        "no device of %s is known for %s: %s, which was backed up, is gone"
            .formatted(INSTANCE_ID, SNAPSHOT, DATA));
  }

  @Test
  void ofASnapshotWithoutTags_theVolumeIsNamedAsItIsNow() {
    sources.add(
        new BackedUpVolume(Samples.snapshot(DATA, NIGHT, "completed", Map.of()), Optional.empty()));
    fields = ", \"replace\": {\"%s\": \"%s\"}".formatted(SNAPSHOT, OTHER);
    attached(DATA, "/dev/sdf", Map.of("Name", "db"));
    attached(OTHER, "/dev/sdg", Map.of());

    assertThat(seat().continues()).isFalse();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("is replaced by the contents of %s (db), another".formatted(DATA));
  }

  @Test
  void ofTwoHeirsNoneIsChosen() {
    sources.add(backedUp(1, "/dev/sdf"));
    attached(OTHER, "/dev/sdf", Map.of(SetTags.LINEAGE, DATA));
    attached(THIRD, "/dev/sdg", Map.of(SetTags.LINEAGE, DATA));

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s has %s, and %s, which was backed up, is gone"
            .formatted(INSTANCE_ID, OTHER, DATA));
  }

  @Test
  void anHeirAtAnotherDevice_isNamed() {
    sources.add(backedUp(1, "/dev/sdf"));
    attached(OTHER, "/dev/sdg", Map.of(SetTags.LINEAGE, DATA));

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s is free, and %s, which was backed up, is replaced by %s, which is at /dev/sdg of %s"
            .formatted(INSTANCE_ID, DATA, OTHER, INSTANCE_ID));
  }

  @Test
  void theNamedVolumeIsReplaced_withAWarningIfItIsAnotherOne() {
    sources.add(backedUp(1, "/dev/sdf", Map.of("Name", "db"), Optional.empty()));
    fields = ", \"replace\": {\"/dev/sdf\": \"%s\"}".formatted(OTHER);
    Volume named = attached(OTHER, "/dev/sdg", Map.of("Name", "logs"));

    assertThat(seat()).isEqualTo(new Seat("/dev/sdg", Optional.of(named), false, List.of(DATA)));
    assertThat(warnings)
        .containsExactly(
            "%s (logs) at /dev/sdg of %s is replaced by the contents of %s (db), another volume, as"
                    .formatted(OTHER, INSTANCE_ID, DATA)
                + " requested");
  }

  @Test
  void aNamedVolumeThatContinuesTheOneThatWasBackedUp_needsNoWarning() {
    sources.add(backedUp(1, "/dev/sdf"));
    fields = ", \"replace\": {\"/dev/sdf\": \"%s\"}".formatted(OTHER);
    Volume heir = attached(OTHER, "/dev/sdg", Map.of(SetTags.LINEAGE, DATA));

    assertThat(seat())
        .isEqualTo(new Seat("/dev/sdg", Optional.of(heir), true, List.of(DATA, OTHER)));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aNamedVolumeThatAnUndoneSwapHasPutBack_needsNoWarning() {
    sources.add(backedUp(1, "/dev/sdf", Map.of(), Optional.of(OTHER)));
    fields = ", \"replace\": {\"/dev/sdf\": \"%s\"}".formatted(OTHER);
    Volume back = attached(OTHER, "/dev/sdg", Map.of());

    assertThat(seat())
        .isEqualTo(new Seat("/dev/sdg", Optional.of(back), true, List.of(DATA, OTHER)));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aNamedVolumeMustExistAndBeAttachedHere() {
    sources.add(backedUp(1, "/dev/sdf"));
    fields = ", \"replace\": {\"/dev/sdf\": \"%s\"}".formatted(OTHER);

    assertRefused("replace./dev/sdf: %s does not exist".formatted(OTHER));
    detached(OTHER);
    assertRefused(
        "replace./dev/sdf: %s is not attached (available), but must be attached to %s"
            .formatted(OTHER, INSTANCE_ID));
  }

  @Test
  void none_takesTheDeviceOnlyIfItIsFree() {
    sources.add(backedUp(1, "/dev/sdf"));
    fields = ", \"replace\": {\"/dev/sdf\": \"none\"}";

    assertThat(seat()).isEqualTo(new Seat("/dev/sdf", Optional.empty(), false, List.of(DATA)));
    assertThat(warnings)
        .containsExactly(
            "%s goes to /dev/sdf of %s, which is free; nothing is replaced, as requested"
                .formatted(SNAPSHOT, INSTANCE_ID));
    attached(OTHER, "/dev/sdf", Map.of());
    assertRefused(
        "replace./dev/sdf is \"none\", but /dev/sdf of %s has %s".formatted(INSTANCE_ID, OTHER));
  }

  @Test
  void none_needsADevice() {
    sources.add(backedUp(1, ""));
    fields = ", \"replace\": {\"%s\": \"none\"}".formatted(SNAPSHOT);

    assertRefused(
        "replace.%s is \"none\", but no device is known for %s: use the mode attach"
            .formatted(SNAPSHOT, SNAPSHOT));
  }

  @Test
  void replaceNamesOnlyWhatIsRestored() {
    sources.add(backedUp(2, "/dev/sdg"));
    sources.add(backedUp(1, "/dev/sdf"));
    fields = ", \"replace\": {\"/dev/sdz\": \"none\"}";

    assertRefused("replace names /dev/sdz, but only [/dev/sdf, /dev/sdg] are restored");
  }

  @Test
  void replaceMayName_anyOfTheRestoredVolumes() {
    sources.add(backedUp(1, "/dev/sdf"));
    sources.add(backedUp(2, "/dev/sdg"));
    fields = ", \"replace\": {\"/dev/sdg\": \"%s\"}".formatted(THIRD);
    Volume data = attached(DATA, "/dev/sdf", Map.of());
    Volume named = attached(THIRD, "/dev/sdh", Map.of());

    assertThat(decide().values())
        .extracting(Seat::replaces)
        .containsExactly(Optional.of(data), Optional.of(named));
  }

  /** Two nights of one volume have the same device. */
  @Test
  void replaceMayName_aSnapshotById_evenIfItsDeviceIsKnown() {
    sources.add(backedUp(1, "/dev/sdf"));
    sources.add(backedUp(2, "/dev/sdf"));
    fields =
        ", \"replace\": {\"%s\": \"%s\", \"/dev/sdf\": \"%s\"}"
            .formatted(snapshotId(2), THIRD, OTHER);
    Volume other = attached(OTHER, "/dev/sdf", Map.of());
    Volume third = attached(THIRD, "/dev/sdg", Map.of());

    assertThat(decide().values())
        .extracting(Seat::replaces)
        .containsExactly(Optional.of(other), Optional.of(third));
    volumes.remove(THIRD);
    assertRefused("replace.%s: %s does not exist".formatted(snapshotId(2), THIRD));
  }

  @Test
  void twoSnapshotsNeverGoToOneDevice() {
    sources.add(backedUp(1, "/dev/sdf"));
    sources.add(backedUp(2, "/dev/sdg"));
    fields = ", \"replace\": {\"/dev/sdf\": \"%s\"}".formatted(OTHER);
    attached(OTHER, "/dev/sdg", Map.of());

    assertRefused(
        "two snapshots, %s and %s, would go to /dev/sdg of %s"
            .formatted(SNAPSHOT, snapshotId(2), INSTANCE_ID));
  }

  @Test
  void everyVolumeGetsItsOwnPlace() {
    sources.add(backedUp(1, "/dev/sdf"));
    sources.add(backedUp(2, "/dev/sdg"));
    Volume data = attached(DATA, "/dev/sdf", Map.of());
    Volume other = attached(OTHER, "/dev/sdg", Map.of());

    assertThat(decide())
        .containsExactly(
            Map.entry(SNAPSHOT, new Seat("/dev/sdf", Optional.of(data), true, List.of(DATA))),
            Map.entry(
                snapshotId(2), new Seat("/dev/sdg", Optional.of(other), true, List.of(OTHER))));
  }

  @Test
  void aRefusalNamesTenVolumes_andWhatToSayOfTheFirst() {
    attached(DATA, "/dev/sdf", Map.of());
    sources.add(backedUp(1, "/dev/sdf"));
    for (int i = 10; i < 20; i++) {
      sources.add(backedUp(i, ""));
    }
    String ten =
        IntStream.range(10, 20)
            .mapToObj(
                i ->
                    "no device of %s is known for %s: %s, which was backed up, is gone"
                        .formatted(INSTANCE_ID, snapshotId(i), volumeId(i)))
            .collect(Collectors.joining("; "));
    assertAsks(snapshotId(10), ten);

    sources.add(backedUp(20, ""));
    assertAsks(snapshotId(10), ten + "; and 1 more");
  }

  @Test
  void aVolumeThatWasDetached_isNotReplacedByItself() {
    sources.add(backedUp(1, "/dev/sdf"));
    detached(DATA);

    assertAsks(
        "/dev/sdf",
        "/dev/sdf of %s is free, and %s, which was backed up, is not attached (available)"
            .formatted(INSTANCE_ID, DATA));
  }

  private static String snapshotId(int number) {
    return Samples.snapshot(volumeId(number), NIGHT, "completed", Map.of()).snapshotId();
  }

  private static BackedUpVolume backedUp(int number, String device) {
    return backedUp(number, device, Map.of(), Optional.empty());
  }

  private static BackedUpVolume backedUp(
      int number, String device, Map<String, String> tags, Optional<String> predecessor) {
    return new BackedUpVolume(
        Samples.snapshot(volumeId(number), NIGHT, "completed", Map.of()),
        Optional.of(
            new VolumeProfile(
                gp3(8),
                Optional.of(device).filter(name -> !name.isEmpty()),
                true,
                tags,
                Optional.of(LostTags.NONE),
                predecessor)));
  }

  private Volume attached(String volumeId, String device, Map<String, String> tags) {
    Volume volume = SamplePlans.attached(volumeId, device, tags);
    volumes.put(volumeId, volume);
    return volume;
  }

  private void detached(String volumeId) {
    volumes.put(
        volumeId,
        new Volume(
            volumeId,
            gp3(8),
            "eu-central-1b",
            "available",
            Optional.empty(),
            Optional.empty(),
            Encryption.NONE,
            List.of(),
            Map.of()));
  }

  private Seat seat() {
    return decide().get(SNAPSHOT);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(this::decide).isInstanceOf(RestoreRefusedException.class).hasMessage(reason);
  }

  /**
   * @param name what the request would call the first volume
   */
  private void assertAsks(String name, String problems) {
    assertRefused(
        "%s. Specify in \"replace\" which volume to replace, such as {\"%s\": \"vol-…\"}, or \"none\""
            .formatted(problems, name));
  }

  private Map<String, Seat> decide() {
    RestoreRequest request =
        new Json()
            .read(
                "{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, \"mode\": \"swap\"%s}"
                    .formatted(INSTANCE_ID, fields),
                RestoreRequest.class);
    Instance instance =
        new Instance(
            INSTANCE_ID,
            "stopped",
            "eu-central-1b",
            Optional.of("/dev/xvda"),
            Instance.Kind.ORDINARY,
            Map.of());
    SwapDecision decision =
        new SwapDecision(request, instance, new InstanceVolumes(INSTANCE_ID, volumes));
    Map<String, Seat> seats = decision.decide(sources);
    warnings = decision.warnings();
    return seats;
  }
}
