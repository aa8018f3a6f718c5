package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.gp3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.DeviceNames;
import ebsbackup.request.RestoreRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where new volumes go at an instance whose root is at /dev/xvda. */
class PlacingDecisionTest {
  private static final String ATTACH = "\"mode\": \"attach\"";
  private static final String ROOT = "/dev/xvda";

  private final Map<String, Volume> volumes = new LinkedHashMap<>();
  private String state = "running";

  @Test
  void volumesCanOnlyBeMoved_whileTheInstanceIsRunningOrStopped() {
    assertThat(attach(ATTACH, volume(1, "/dev/sdf")).running()).isTrue();
    state = "stopped";
    assertThat(attach(ATTACH, volume(1, "/dev/sdf")).running()).isFalse();
    state = "stopping";
    assertThatThrownBy(() -> attach(ATTACH, volume(1, "/dev/sdf")))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            INSTANCE_ID + " is stopping: volumes can be moved while it is running or stopped");
  }

  @Test
  void attach_takesFreeDevices_andReplacesNothing() {
    there("vol-1", "/dev/sdf", "attached");

    Placing placing = attach(ATTACH, volume(1, "/dev/sdf"), volume(2, ""));

    assertThat(placing)
        .isEqualTo(
            new Placing(
                Optional.of(ROOT),
                true,
                false,
                false,
                List.of(assigned(1, "/dev/sdg"), assigned(2, "/dev/sdh"))));
  }

  @Test
  void attach_takesTheDevicesThatTheRequestNames_andFreeOnesForTheRest() {
    Placing placing =
        attach(
            ATTACH
                + ", \"attachAs\": {\"/dev/sdf\": \"/dev/sdh\", \"snap-00000003\": \"/dev/sdf\"}",
            volume(1, "/dev/sdf"),
            volume(2, "/dev/sdg"),
            volume(3, ""));

    assertThat(placing.assignments())
        .containsExactly(assigned(1, "/dev/sdh"), assigned(2, "/dev/sdg"), assigned(3, "/dev/sdf"));
  }

  @Test
  void attach_needsNoFreeDeviceForAVolumeThatTheRequestPlaces() {
    List<String> all = DeviceNames.free(Set.of(ROOT), Optional.of(ROOT), 127);
    all.subList(0, 125).forEach(device -> there("vol-at-" + device, device, "attached"));

    Placing placing =
        attach(
            ATTACH + ", \"attachAs\": {\"/dev/sdf\": \"%s\"}".formatted(all.get(125)),
            volume(1, "/dev/sdf"),
            volume(2, ""));

    assertThat(placing.assignments())
        .containsExactly(assigned(1, all.get(125)), assigned(2, all.get(126)));
  }

  @Test
  void attachAs_namesOnlyWhatIsRestored_andOnlyFreeDevices() {
    there("vol-1", "/dev/sdg", "attached");

    assertRefused(
        "attachAs names /dev/sdb, but only [/dev/sdf] are restored",
        "{\"/dev/sdb\": \"/dev/sdh\"}");
    assertRefused(
        "attachAs: /dev/sdg of %s is taken by vol-1".formatted(INSTANCE_ID),
        "{\"/dev/sdf\": \"/dev/sdg\"}");
    assertThatThrownBy(
            () ->
                attach(
                    ATTACH + ", \"attachAs\": {\"/dev/sdf\": \"/dev/xvda\"}",
                    volume(1, "/dev/sdf")))
        .hasMessage("attachAs: /dev/xvda of %s is taken".formatted(INSTANCE_ID));
    assertThatThrownBy(
            () -> attach(ATTACH + ", \"attachAs\": {\"/dev/sdb\": \"/dev/sdh\"}", volume(3, "")))
        .hasMessage("attachAs names /dev/sdb, but only [%s] are restored".formatted(id(3)));
  }

  /** Two nights of one volume: both at the requested device would fail at the second attach. */
  @Test
  void attachAs_namesEachOfTwoSnapshotsOfADevice_byItsId() {
    PlannedVolume[] nights = {volume(1, "/dev/sdf"), volume(2, "/dev/sdf")};

    assertThat(
            attach(ATTACH + ", \"attachAs\": {\"snap-00000002\": \"/dev/sdx\"}", nights)
                .assignments())
        .containsExactly(assigned(1, "/dev/sdf"), assigned(2, "/dev/sdx"));
    assertThat(
            attach(
                    ATTACH
                        + ", \"attachAs\": {\"snap-00000002\": \"/dev/sdx\","
                        + " \"/dev/sdf\": \"/dev/sdy\"}",
                    nights)
                .assignments())
        .containsExactly(assigned(1, "/dev/sdy"), assigned(2, "/dev/sdx"));
    assertThatThrownBy(
            () -> attach(ATTACH + ", \"attachAs\": {\"/dev/sdf\": \"/dev/sdx\"}", nights))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            "attachAs names /dev/sdf, the device of snap-00000001 and snap-00000002: use the ids of"
                + " the snapshots as keys");
  }

  @Test
  void swap_keepsTheFlagOfTheVolumeThatMakesRoom() {
    Volume old = there("vol-1", "/dev/sdf", "attached");

    Placing placing = swap("\"stop\": true", seat("/dev/sdf", old), seat("/dev/sdg"));

    assertThat(placing)
        .isEqualTo(
            new Placing(
                Optional.of(ROOT),
                true,
                true,
                false,
                List.of(
                    new DeviceAssignment(
                        id(1), "/dev/sdf", true, Optional.of(new Placing.Replaced("vol-1", true))),
                    new DeviceAssignment(id(2), "/dev/sdg", false, Optional.empty()))));
  }

  @Test
  void swap_ofARunningInstance_needsAWordOnStopping() {
    Seat seat = seat("/dev/sdf", there("vol-1", "/dev/sdf", "attached"));

    assertThatThrownBy(() -> swap("\"stop\": null", seat))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageStartingWith(INSTANCE_ID + " is running: specify \"stop\": true");
    assertThat(swap("\"stop\": false", seat).stop()).isFalse();
    state = "stopped";
    assertThat(swap("\"stop\": null", seat).stop()).isFalse();
    assertThat(swap("\"stop\": true", seat).stop()).isFalse();
  }

  @Test
  void swap_leavesTheRootToEc2_onlyWhileTheInstanceRuns() {
    Seat root = seat(ROOT, there("vol-0", ROOT, "attached"));
    Seat data = seat("/dev/sdf", there("vol-1", "/dev/sdf", "attached"));

    assertThat(swap("\"stop\": false", root).rootByTask()).isTrue();
    assertThat(swap("\"stop\": false", data).rootByTask()).isFalse();
    assertThat(swap("\"stop\": true", root).rootByTask()).isFalse();
    state = "stopped";
    assertThat(swap("\"stop\": null", root).rootByTask()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"attaching", "detaching", "busy"})
  void swap_isRefusedForAVolumeThatIsNotFirmlyAttached(String attachment) {
    Seat moving = seat("/dev/sdf", there("vol-1", "/dev/sdf", attachment));

    assertThatThrownBy(() -> swap("\"stop\": true", moving))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage("vol-1 at /dev/sdf is " + attachment);
  }

  @Test
  void swap_isRefusedForAVolumeOfTwoInstances() {
    Seat shared =
        seat(
            "/dev/sdg",
            volumeOf(
                "vol-2",
                Attachment.at(INSTANCE_ID, "/dev/sdg", true, "attached"),
                Attachment.at("i-2", "/dev/sdg", true, "attached")));

    assertThatThrownBy(() -> swap("\"stop\": true", shared))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage("vol-2 at /dev/sdg is attached to 2 instances");
  }

  private static String id(int number) {
    return "snap-0000000" + number;
  }

  private static DeviceAssignment assigned(int number, String device) {
    return new DeviceAssignment(id(number), device, false, Optional.empty());
  }

  private static PlannedVolume volume(int number, String device) {
    return new PlannedVolume(
        id(number),
        "vol-old" + number,
        Optional.of(device).filter(name -> !name.isEmpty()),
        gp3(8),
        Encryption.NONE,
        false,
        Map.of(),
        List.of());
  }

  private static Seat seat(String device) {
    return new Seat(device, Optional.empty(), false, List.of());
  }

  private static Seat seat(String device, Volume replaced) {
    return new Seat(device, Optional.of(replaced), true, List.of());
  }

  private Volume there(String id, String device, String attachment) {
    Volume volume = volumeOf(id, Attachment.at(INSTANCE_ID, device, true, attachment));
    volumes.put(id, volume);
    return volume;
  }

  private static Volume volumeOf(String id, Attachment... attachments) {
    return new Volume(
        id,
        gp3(8),
        "eu-central-1b",
        "in-use",
        Optional.empty(),
        Optional.empty(),
        Encryption.NONE,
        List.of(attachments),
        Map.of());
  }

  private void assertRefused(String reason, String attachAs) {
    assertThatThrownBy(() -> attach(ATTACH + ", \"attachAs\": " + attachAs, volume(1, "/dev/sdf")))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(reason);
  }

  private Placing attach(String fields, PlannedVolume... planned) {
    return decide(fields, List.of(planned), Map.of());
  }

  private Placing swap(String fields, Seat... seats) {
    Map<String, Seat> bySnapshot = new LinkedHashMap<>();
    List<PlannedVolume> planned = new ArrayList<>();
    for (Seat seat : seats) {
      planned.add(volume(planned.size() + 1, seat.device()));
      bySnapshot.put(id(planned.size()), seat);
    }
    String given = fields.endsWith("null") ? "" : ", " + fields;
    return decide("\"mode\": \"swap\"" + given, planned, bySnapshot);
  }

  private Placing decide(String fields, List<PlannedVolume> planned, Map<String, Seat> seats) {
    RestoreRequest request =
        new Json()
            .read(
                "{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, %s}"
                    .formatted(INSTANCE_ID, fields),
                RestoreRequest.class);
    Instance instance =
        new Instance(
            INSTANCE_ID,
            state,
            "eu-central-1b",
            Optional.of(ROOT),
            Instance.Kind.ORDINARY,
            Map.of());
    return new PlacingDecision(request, instance, new InstanceVolumes(INSTANCE_ID, volumes))
        .decide(planned, seats);
  }
}
