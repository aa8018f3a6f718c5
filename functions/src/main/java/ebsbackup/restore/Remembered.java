package ebsbackup.restore;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a volume was, or is: from the tags of its snapshot, or from EC2 while it exists. */
record Remembered(
    VolumeSettings settings,
    Optional<String> device,
    boolean deleteOnTermination,
    Map<String, String> tags) {

  static Remembered of(Member member) {
    return new Remembered(
        member.settings(), member.device(), member.deleteOnTermination(), member.tags());
  }

  /**
   * @param instanceId whose device names count
   */
  static Remembered of(Volume volume, String instanceId) {
    Map<String, String> tags = new LinkedHashMap<>(volume.tags());
    tags.keySet().removeIf(key -> !SetTags.isOwn(key));
    Optional<Attachment> attachment = volume.attachmentTo(instanceId);
    return new Remembered(
        volume.settings(),
        attachment.flatMap(Attachment::device),
        attachment.map(Attachment::deleteOnTermination).orElse(false),
        tags);
  }
}
