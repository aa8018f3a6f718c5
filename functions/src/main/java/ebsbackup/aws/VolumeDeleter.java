package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Deletes volumes, only for the function that may do so. Every method throws {@link
 * AwsCallException}.
 */
public final class VolumeDeleter {
  private final Ec2Client ec2;

  VolumeDeleter(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Deletes a volume; does nothing if it no longer exists. */
  public void delete(String volumeId) {
    try {
      Calls.call("DeleteVolume", () -> ec2.deleteVolume(request -> request.volumeId(volumeId)));
    } catch (RefusedException e) {
      if (!e.code().equals("InvalidVolume.NotFound")) {
        throw e;
      }
    }
  }
}
