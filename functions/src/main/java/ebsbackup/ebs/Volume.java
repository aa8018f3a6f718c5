package ebsbackup.ebs;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An EBS volume.
 *
 * @param state EC2's name for the state, for example {@code in-use}
 * @param createTime when it was created
 * @param snapshotId the snapshot that it was created from, if any
 */
public record Volume(
    String volumeId,
    VolumeSettings settings,
    String availabilityZone,
    String state,
    Optional<Instant> createTime,
    Optional<String> snapshotId,
    Encryption encryption,
    List<Attachment> attachments,
    Map<String, String> tags) {

  public Volume {
    attachments = List.copyOf(attachments);
    // Sorted, so it is always written the same way.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  public Optional<String> tag(String key) {
    return Optional.ofNullable(tags.get(key));
  }

  /** Whether it no longer exists, or only until EC2 has deleted it. */
  public boolean gone() {
    return state.equals("deleting") || state.equals("deleted");
  }

  /** The volume's current attachment to another instance, if it has one. */
  public Optional<Attachment> attachmentToOtherThan(String instanceId) {
    return attachments.stream().filter(a -> a.present() && !a.isTo(instanceId)).findFirst();
  }

  /** The volume's current attachment to the instance, if it has one. */
  public Optional<Attachment> attachmentTo(String instanceId) {
    return attachments.stream().filter(a -> a.isTo(instanceId) && a.present()).findFirst();
  }
}
