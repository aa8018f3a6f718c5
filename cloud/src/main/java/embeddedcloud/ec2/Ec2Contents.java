package embeddedcloud.ec2;

import java.util.List;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Everything that an account's Describe calls show, as the SDK's own types, without the data. */
public record Ec2Contents(
    List<Instance> instances, List<Volume> volumes, List<Snapshot> snapshots, List<Image> images) {

  public Ec2Contents {
    instances = List.copyOf(instances);
    volumes = List.copyOf(volumes);
    snapshots = List.copyOf(snapshots);
    images = List.copyOf(images);
  }
}
