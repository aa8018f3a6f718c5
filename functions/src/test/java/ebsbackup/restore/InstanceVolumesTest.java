package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.restore.SamplePlans.attached;
import static ebsbackup.restore.SamplePlans.seen;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceVolumesTest {
  private final Volume root = attached("vol-1", "/dev/xvda", Map.of("Name", "root"));
  private final Volume data = attached("vol-3", "/dev/sdf", Map.of(SetTags.LINEAGE, "vol-2"));
  private final Volume free = seen(1, "available");

  private static InstanceVolumes of(Volume... volumes) {
    Map<String, Volume> byId = new LinkedHashMap<>();
    for (Volume volume : volumes) {
      byId.put(volume.volumeId(), volume);
    }
    return new InstanceVolumes(INSTANCE_ID, byId);
  }

  @Test
  void at_findsTheVolumeAtADevice() {
    assertThat(of(root, data, free).at("/dev/sdf")).contains(data);
    assertThat(of(root, data, free).at("/dev/sdg")).isEmpty();
    assertThat(of(root, data, free).devices()).containsExactlyInAnyOrder("/dev/xvda", "/dev/sdf");
    assertThat(of(root, data, free).deviceOf(free)).isEmpty();
  }

  @Test
  void deviceOf_isThatAtThisInstance_untilTheVolumeIsDetached() {
    Volume elsewhere = with(Attachment.at("i-other", "/dev/sdg", false, "attached"));
    Volume leaving = with(Attachment.at(INSTANCE_ID, "/dev/sdh", false, "detaching"));
    Volume left = with(Attachment.at(INSTANCE_ID, "/dev/sdi", false, "detached"));
    InstanceVolumes volumes = of(elsewhere, leaving, left);

    assertThat(volumes.deviceOf(elsewhere)).isEmpty();
    assertThat(volumes.deviceOf(leaving)).contains("/dev/sdh");
    assertThat(volumes.deviceOf(left)).isEmpty();
    assertThat(elsewhere.attachmentTo(INSTANCE_ID)).isEmpty();
    assertThat(leaving.attachmentTo(INSTANCE_ID)).isEmpty();
    assertThat(root.attachmentTo(INSTANCE_ID)).isPresent();
  }

  @Test
  void deviceOf_aVolumeOfSeveralInstances_isThatAtThisOne() {
    Volume shared =
        with(
            Attachment.at("i-other", "/dev/sdg", false, "attached"),
            Attachment.at(INSTANCE_ID, "/dev/sdh", false, "attached"));

    assertThat(of(shared).deviceOf(shared)).contains("/dev/sdh");
  }

  private Volume with(Attachment... attachments) {
    return new Volume(
        "vol-5",
        root.settings(),
        root.availabilityZone(),
        root.state(),
        root.createTime(),
        root.snapshotId(),
        root.encryption(),
        List.of(attachments),
        Map.of());
  }

  @Test
  void standingFor_isTheOneVolumeThatTookThePlace() {
    Volume twin = attached("vol-4", "/dev/sdg", Map.of(SetTags.LINEAGE, "vol-2"));

    assertThat(of(root, data).standingFor("vol-2")).contains(data);
    assertThat(of(root, data).standingFor("vol-1")).contains(root);
    assertThat(of(root, data, twin).standingFor("vol-2")).isEmpty();
  }

  @Test
  void descriptions_nameTheVolumeAndItsPlace() {
    assertThat(InstanceVolumes.described(root)).isEqualTo("vol-1 (root)");
    assertThat(InstanceVolumes.described(free)).isEqualTo("vol-new1");
    assertThat(InstanceVolumes.whereabouts(root)).isEqualTo("at /dev/xvda of " + INSTANCE_ID);
    assertThat(InstanceVolumes.whereabouts(free)).isEqualTo("not attached (available)");
    Volume shared =
        with(
            Attachment.at("i-other", "/dev/sdg", false, "attached"),
            Attachment.at(INSTANCE_ID, "/dev/sdh", false, "attached"));
    assertThat(InstanceVolumes.whereabouts(shared))
        .isEqualTo("at /dev/sdg of i-other and at /dev/sdh of " + INSTANCE_ID);
  }
}
