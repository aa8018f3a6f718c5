package ebsbackup.targets;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volume;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Page;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectedVolumesTest {
  private final List<Volume> volumes =
      List.of(
          volume(1, "/dev/sdf", Map.of()),
          lone(9, "available"),
          volume(2, "/dev/sdg", Map.of()),
          lone(8, "available"),
          lone(7, "deleting"));

  @Test
  void thoseOfOneInstanceAreOneTarget_andOthersTheirOwn() {
    assertThat(SelectedVolumes.sources(volumes, 10, Optional.empty()))
        .isEqualTo(new Page<>(List.of(INSTANCE_ID, volumeId(8), volumeId(9)), Optional.empty()));
  }

  @Test
  void aVolumeBelongsToAnInstanceThatItIsStillAttachedTo() {
    assertThat(
            source(
                Attachment.at("i-0before", "/dev/sdf", false, "detached"),
                Attachment.at("i-0now", "/dev/sdf", false, "attached")))
        .containsExactly("i-0now");
  }

  /** EC2 lists the attachments in any order, and the sets of a source must not change with it. */
  @Test
  void aVolumeOfSeveralInstances_belongsToTheFirst() {
    assertThat(
            source(
                Attachment.at("i-0b", "/dev/sdf", false, "attached"),
                Attachment.at("i-0a", "/dev/sdg", false, "attached")))
        .containsExactly("i-0a");
  }

  /** The source of a volume with these attachments. */
  private static List<String> source(Attachment... attachments) {
    Volume volume =
        new Volume(
            volumeId(3),
            gp3(8),
            "a",
            "in-use",
            Optional.empty(),
            Optional.empty(),
            Encryption.NONE,
            List.of(attachments),
            Map.of());
    return SelectedVolumes.sources(List.of(volume), 2, Optional.empty()).items();
  }

  @Test
  void pagesHaveEachTargetOnce() {
    Page<String> first = SelectedVolumes.sources(volumes, 2, Optional.empty());
    Page<String> second = SelectedVolumes.sources(volumes, 2, first.cursor());

    assertThat(first.items()).containsExactly(INSTANCE_ID, volumeId(8));
    assertThat(second).isEqualTo(new Page<>(List.of(volumeId(9)), Optional.empty()));
    assertThat(SelectedVolumes.sources(List.of(), 2, Optional.empty()).items()).isEmpty();
  }

  private static Volume lone(int number, String state) {
    return new Volume(
        volumeId(number),
        gp3(8),
        "a",
        state,
        Optional.empty(),
        Optional.empty(),
        Encryption.NONE,
        List.of(),
        Map.of());
  }
}
