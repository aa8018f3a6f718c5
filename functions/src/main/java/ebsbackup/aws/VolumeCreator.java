package ebsbackup.aws;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Creates volumes. Every method throws {@link AwsCallException}. */
public final class VolumeCreator {
  private final Ec2Client ec2;

  VolumeCreator(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /**
   * The properties of a new volume.
   *
   * @param outpostArn the Outpost that it is created on, if any
   * @param initializationRate the rate at which to load it, in MiB/s; EC2's default if absent
   * @param clientToken at most 64 ASCII characters; a repeated call with the same token returns the
   *     same volume
   */
  public record NewVolume(
      String snapshotId,
      String availabilityZone,
      Optional<String> outpostArn,
      VolumeSettings settings,
      Encryption encryption,
      Map<String, String> tags,
      Optional<Integer> initializationRate,
      String clientToken) {}

  /** Creates a volume and returns its id. */
  public String create(NewVolume volume) {
    return Calls.call("CreateVolume", () -> ec2.createVolume(request(volume).build())).volumeId();
  }

  /**
   * Asks EC2 whether it would create such a volume, without creating it.
   *
   * @throws AwsCallException if it would not
   */
  public void tryCreate(NewVolume volume) {
    try {
      Calls.call("CreateVolume", () -> ec2.createVolume(request(volume).dryRun(true).build()));
    } catch (RefusedException e) {
      // EC2's code for a successful dry run.
      if (!e.code().equals("DryRunOperation")) {
        throw e;
      }
    }
  }

  private static CreateVolumeRequest.Builder request(NewVolume volume) {
    return CreateVolumeRequest.builder()
        .snapshotId(volume.snapshotId())
        .availabilityZone(volume.availabilityZone())
        .volumeType(volume.settings().type())
        .size(volume.settings().size())
        .iops(volume.settings().iops().orElse(null))
        .throughput(volume.settings().throughput().orElse(null))
        // Omitted if it is not enabled: most volume types do not accept the parameter.
        .multiAttachEnabled(volume.settings().multiAttach() ? true : null)
        .outpostArn(volume.outpostArn().orElse(null))
        // Omitted if nothing is encrypted: the documentation does not say what false means if EBS
        // encrypts by default.
        .encrypted(volume.encryption().encrypted() ? true : null)
        .kmsKeyId(volume.encryption().kmsKeyId().orElse(null))
        .volumeInitializationRate(volume.initializationRate().orElse(null))
        .clientToken(volume.clientToken())
        .tagSpecifications(Tags.on(ResourceType.VOLUME, volume.tags()));
  }
}
