package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RestoreRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What EC2 would refuse because of the kind of an instance whose root is at /dev/xvda. */
class PlacingLimitsTest {
  private static final String ROOT = "/dev/xvda";
  private static final Instance.Kind MARKETPLACE =
      new Instance.Kind(true, false, List.of("code-1", "code-2"), Optional.empty());
  private static final Instance.Kind SPOT =
      new Instance.Kind(true, true, List.of(), Optional.empty());
  private static final Instance.Kind INSTANCE_STORE =
      new Instance.Kind(false, false, List.of(), Optional.empty());

  private static final String STOP_WARNING =
      INSTANCE_ID
          + " is stopped and started, which erases its instance store volumes and changes its public"
          + " IPv4 address, unless that is an Elastic IP address. An undo does not bring them back";

  private String source = INSTANCE_ID;

  @Test
  void anOrdinaryInstanceNeedsNoWarning() {
    assertThat(check(Instance.Kind.ORDINARY, running("/dev/sdf"), volume("/dev/sdf", "st1")))
        .isEmpty();
    assertThat(check(Instance.Kind.ORDINARY, running(ROOT), volume(ROOT, "new-type"))).isEmpty();
  }

  @Test
  void aRootInAnInstanceStore_canNeitherBeStoppedNorReplaced() {
    assertRefused(
        INSTANCE_STORE,
        stopped("/dev/sdf"),
        volume("/dev/sdf", "gp3"),
        "stop is true, but %s cannot be stopped: its root volume is an instance store volume"
            .formatted(INSTANCE_ID));
    assertRefused(
        INSTANCE_STORE,
        running(ROOT),
        volume(ROOT, "gp3"),
        "snap-1 would go to /dev/xvda, the root device of %s, but the root volume of this instance"
                .formatted(INSTANCE_ID)
            + " is an instance store volume");
    assertThat(check(INSTANCE_STORE, running("/dev/sdf"), volume("/dev/sdf", "gp3"))).isEmpty();
  }

  @Test
  void aRootVolumeMustBeAbleToBoot() {
    assertRefused(
        Instance.Kind.ORDINARY,
        stopped(ROOT),
        volume(ROOT, "sc1"),
        "the volume of snap-1 would have the type sc1 (volume.type) at /dev/xvda, the root device"
            + " of %s: a root volume cannot be sc1".formatted(INSTANCE_ID));
  }

  @Test
  void aStopErases_whatNoUndoBringsBack() {
    assertThat(check(Instance.Kind.ORDINARY, stopped("/dev/sdf"), volume("/dev/sdf", "st1")))
        .containsExactly(STOP_WARNING);
    assertThat(check(Instance.Kind.ORDINARY, stopped(ROOT), volume(ROOT, "gp3")))
        .containsExactly(STOP_WARNING);
  }

  @Test
  void aSpotInstanceMayNotStop() {
    assertThat(check(SPOT, stopped("/dev/sdf"), volume("/dev/sdf", "gp3")))
        .containsExactly(
            STOP_WARNING,
            INSTANCE_ID
                + " is a Spot Instance, which EC2 stops only if its Spot request is persistent. If"
                + " the request is one-time, the restore ends as UNDONE, with no volume detached");
    assertThat(check(SPOT, running("/dev/sdf"), volume("/dev/sdf", "gp3"))).isEmpty();
  }

  @Test
  void aFormerRootWithAProductCode_isNotAttachedToARunningInstance() {
    assertRefused(
        MARKETPLACE,
        running("/dev/sdf"),
        volume(ROOT, "gp3"),
        "snap-1 is a snapshot of the root volume of %s, which has the AWS Marketplace product code"
                .formatted(INSTANCE_ID)
            + " code-1, code-2: EC2 attaches such a volume only to a stopped instance, and %s is"
                .formatted(INSTANCE_ID)
            + " running");
    assertThat(check(MARKETPLACE, stopped("/dev/sdf"), volume(ROOT, "gp3")))
        .containsExactly(STOP_WARNING);
    assertThat(check(MARKETPLACE, off("/dev/sdf"), volume(ROOT, "gp3"))).isEmpty();
    assertThat(check(MARKETPLACE, running("/dev/sdf"), volume("/dev/sdg", "gp3"))).isEmpty();
    assertThat(check(MARKETPLACE, running(ROOT), volume(ROOT, "gp3"))).isEmpty();
    assertThat(check(Instance.Kind.ORDINARY, running("/dev/sdf"), volume(ROOT, "gp3"))).isEmpty();
  }

  @Test
  void theRootOfAnotherInstance_mayHaveAProductCode() {
    source = "i-2";

    assertThat(check(MARKETPLACE, running("/dev/sdf"), volume("/dev/sda1", "gp3")))
        .containsExactly(
            "snap-1 is a snapshot of /dev/sda1 of i-2. If that is a root volume with an AWS"
                + " Marketplace product code, EC2 attaches the new volume only to a stopped"
                + " instance");
    assertThat(check(MARKETPLACE, running("/dev/sdf"), volume("/dev/sdf", "gp3"))).isEmpty();
  }

  private static PlannedVolume volume(String device, String type) {
    return new PlannedVolume(
        "snap-1",
        "vol-1",
        Optional.of(device),
        new VolumeSettings(type, 200, Optional.empty(), Optional.empty()),
        Encryption.NONE,
        false,
        Map.of(),
        List.of());
  }

  private static Placing running(String device) {
    return placing(device, true, false);
  }

  /** For the time of the restore. */
  private static Placing stopped(String device) {
    return placing(device, true, true);
  }

  private static Placing off(String device) {
    return placing(device, false, false);
  }

  private static Placing placing(String device, boolean running, boolean stop) {
    return new Placing(
        Optional.of(ROOT),
        running,
        stop,
        false,
        List.of(new DeviceAssignment("snap-1", device, false, Optional.empty())));
  }

  private List<String> check(Instance.Kind kind, Placing placing, PlannedVolume volume) {
    Instance instance =
        new Instance(INSTANCE_ID, "running", "eu-central-1b", Optional.of(ROOT), kind, Map.of());
    return new PlacingLimits(source, instance).check(List.of(volume), placing);
  }

  private void assertRefused(
      Instance.Kind kind, Placing placing, PlannedVolume volume, String reason) {
    assertThatThrownBy(() -> check(kind, placing, volume))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(reason);
  }
}
