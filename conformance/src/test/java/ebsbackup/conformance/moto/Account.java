package ebsbackup.conformance.moto;

import embeddedcloud.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** An account in which a story happens: moto's, or one of the embedded cloud. */
interface Account extends AutoCloseable {
  Duration ARCHIVING = Duration.ofHours(4);

  /** Where the workflows run, whose functions work on this account. */
  Cloud cloud();

  /** For what a story does itself. */
  Ec2Client ec2();

  /**
   * A running instance with a gp3 root volume of 8 GiB at {@link Stage#ROOT}, which outlives it.
   */
  String launch(String zone, Map<String, String> tags);

  /**
   * Makes an image of the instance's root volume.
   *
   * @return the id of the snapshot that it uses
   */
  String image(String instanceId);

  /** Moves a snapshot into the archive, which takes {@link #ARCHIVING}. */
  void archive(String snapshotId);

  /** What people were told: subject and text. */
  List<String> messages();

  /** Notes that one of moto's exceptions has occurred here. */
  void differs(String exception);

  @Override
  void close();
}
