package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Volume;
import ebsbackup.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans for tests, as a step receives them: a restore of two volumes. */
final class SamplePlans {
  static final Instant START = Instant.parse("2026-03-03T09:00:00Z");
  static final Instant DEADLINE = Instant.parse("2026-03-03T10:00:00Z");

  private static final String SWAP =
      """
      "mode": "swap", "takeSafetySnapshot": true, "checkHealth": true,
      "placing": {"rootDevice": "/dev/xvda", "running": true, "stop": true, "rootByTask": false,
        "assignments": [
          {"snapshotId": "snap-1", "device": "/dev/xvda", "deleteOnTermination": true,
           "replaces": {"volumeId": "vol-old1", "deleteOnTermination": true}},
          {"snapshotId": "snap-2", "device": "/dev/sdf", "deleteOnTermination": false,
           "replaces": {"volumeId": "vol-old2", "deleteOnTermination": false%s}}]}
      """;

  private SamplePlans() {}

  /** A plan that makes two volumes and attaches them to nothing. */
  static RestorePlan create() {
    return plan("\"mode\": \"create\"");
  }

  /** A plan that replaces vol-old1, the root, and vol-old2. */
  static RestorePlan swap() {
    return plan(SWAP.formatted(""));
  }

  /** The same, but the new volumes are kept after a failure. */
  static RestorePlan swapThatKeepsVolumes() {
    return plan("\"keepOnFailure\": true, " + SWAP.formatted(""));
  }

  /** The same, with a tag of vol-old2 that is taken off for the time of the restore. */
  static RestorePlan swapWithTagSetAside(String key, String value, boolean full) {
    return plan(
        SWAP.formatted(
            ", \"aside\": {\"key\": %s, \"value\": %s, \"full\": %s}"
                .formatted(new Json().write(key), new Json().write(value), full)));
  }

  /**
   * A plan with these fields beside those that every plan has.
   *
   * @param fields such as {@code "mode": "create", "keepOnFailure": true}
   */
  static RestorePlan plan(String fields) {
    return plan(fields, "{\"encrypted\": false}");
  }

  /** A plan whose volumes are encrypted under that key. */
  static RestorePlan encrypted(String key) {
    return plan(
        "\"mode\": \"create\"", "{\"encrypted\": true, \"kmsKeyId\": \"%s\"}".formatted(key));
  }

  private static RestorePlan plan(String fields, String encryption) {
    return new Json()
        .read(
            """
            {"restoreId": "r@2026-03-03T09:00:00Z",
             "executionArn": "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-restore:r",
             "instanceId": "%s", "availabilityZone": "eu-central-1b",
             "startedAt": "%s", "deadline": "%s",
             "initialization": {"way": "default", "waitUntilLoaded": false},
             "volumes": [%s, %s], %s}
            """
                .formatted(
                    INSTANCE_ID,
                    START,
                    DEADLINE,
                    volume(1, encryption),
                    volume(2, encryption),
                    fields),
            RestorePlan.class);
  }

  private static String volume(int number, String encryption) {
    return """
    {"snapshotId": "snap-%1$d", "sourceVolumeId": "vol-old%1$d",
     "settings": {"type": "gp3", "size": 8}, "encryption": %2$s,
     "deleteOnTermination": false, "tags": {}}
    """
        .formatted(number, encryption);
  }

  /** The volumes that the restore has made: vol-new1 and vol-new2. */
  static List<RestoredVolume> made() {
    return List.of(made(1), made(2));
  }

  private static RestoredVolume made(int number) {
    return new RestoredVolume(
        "vol-new" + number,
        "snap-" + number,
        Optional.of("/dev/sd" + number),
        Samples.gp3(8),
        "creating",
        Optional.empty());
  }

  /** A new volume as EC2 shows it. */
  static Volume seen(int number, String state) {
    return seen(number, state, Encryption.NONE);
  }

  static Volume seen(int number, String state, Encryption encryption) {
    return new Volume(
        "vol-new" + number,
        Samples.gp3(8),
        "eu-central-1b",
        state,
        Optional.empty(),
        Optional.of("snap-" + number),
        encryption,
        List.of(),
        Map.of());
  }

  /** A volume attached to the instance. */
  static Volume attached(String volumeId, String device, Map<String, String> tags) {
    return attached(volumeId, List.of(Attachment.at(INSTANCE_ID, device, false, "attached")), tags);
  }

  /** A volume attached to any instances. */
  static Volume attached(String volumeId, Attachment... attachments) {
    return attached(volumeId, List.of(attachments), Map.of());
  }

  private static Volume attached(
      String volumeId, List<Attachment> attachments, Map<String, String> tags) {
    return new Volume(
        volumeId,
        Samples.gp3(8),
        "eu-central-1b",
        "in-use",
        Optional.empty(),
        Optional.empty(),
        Encryption.NONE,
        attachments,
        tags);
  }
}
