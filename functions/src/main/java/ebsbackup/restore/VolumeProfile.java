package ebsbackup.restore;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeSettings;
import java.util.Map;
import java.util.Optional;

/**
 * The properties of a volume, from the tags of its snapshot or, while it exists, from EC2.
 *
 * @param lost the tags that are not known; absent if the set does not say
 * @param predecessor the volume that an earlier swap replaced with this one, if the set says so
 */
record VolumeProfile(
    VolumeSettings settings,
    Optional<String> device,
    boolean deleteOnTermination,
    Map<String, String> tags,
    Optional<LostTags> lost,
    Optional<String> predecessor) {

  static VolumeProfile of(Member member) {
    return new VolumeProfile(
        member.settings(),
        member.device(),
        member.deleteOnTermination(),
        member.tags(),
        member.lost(),
        member.predecessor());
  }

  /**
   * @param instanceId the instance whose device names are used
   */
  static VolumeProfile of(Volume volume, String instanceId) {
    Optional<Attachment> attachment = volume.attachmentTo(instanceId);
    return new VolumeProfile(
        volume.settings(),
        attachment.flatMap(Attachment::device),
        attachment.map(Attachment::deleteOnTermination).orElse(false),
        TagBudget.own(volume.tags()),
        Optional.of(LostTags.NONE),
        Optional.empty());
  }
}
