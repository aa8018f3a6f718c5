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
 * @param state EC2's name of the state, such as {@code in-use}
 * @param createTime when it was created
 * @param snapshotId the snapshot it was made from, if any
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
    // Sorted, so that what is written of it is the same every time.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** The value of a tag. */
  public Optional<String> tag(String key) {
    return Optional.ofNullable(tags.get(key));
  }

  /** The volume's place on that instance, if it has one now. */
  public Optional<Attachment> attachmentTo(String instanceId) {
    return attachments.stream().filter(a -> a.isTo(instanceId) && a.present()).findFirst();
  }
}
