package ebsbackup.restore;

import ebsbackup.restore.RestoreReport.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What brings a Terraform configuration and its state in line with what a restore moved. The
 * restore does not know the configuration, so it provides lines for both ways to declare a volume.
 *
 * @param note what to do with the lines, or why there are none
 * @param separate for volumes declared by {@code aws_ebs_volume} and {@code aws_volume_attachment}:
 *     shell lines to run in the folder of the root module; they write the import blocks to a file
 * @param inline for volumes declared by an {@code ebs_block_device} block of {@code aws_instance}:
 *     one line for the block of each device
 * @param provider for the block {@code provider "aws"} if volumes are declared separately: without
 *     it, Terraform removes the restore's tag
 */
public record TerraformLines(
    String note, List<String> separate, List<String> inline, List<String> provider) {

  public TerraformLines {
    separate = List.copyOf(separate);
    inline = List.copyOf(inline);
    provider = List.copyOf(provider);
  }

  /** The file that the shell lines write; Terraform needs it until the next apply. */
  static final String FILE = "ebs-backup-import.tf";

  private static final List<String> PROVIDER =
      List.of("ignore_tags {", "  key_prefixes = [\"ebs-backup:\"]", "}");

  /**
   * Returns the lines for a restore.
   *
   * @param volumes the new volumes
   */
  static TerraformLines of(RestorePlan plan, Status status, List<RestoredVolume> volumes) {
    return switch (status) {
      case PLANNED ->
          none("A dry run moves nothing; the report of the actual restore has the lines.");
      case FAILED -> none("No volume was moved, so nothing has changed for Terraform.");
      case UNDONE ->
          none("The old volumes are back in place, so nothing has changed for Terraform.");
      case MANUAL_ACTION ->
          none("Finish the undo with the commands; then nothing has changed for Terraform.");
      case SUCCEEDED -> ofMoved(plan, volumes);
    };
  }

  private static TerraformLines none(String note) {
    return new TerraformLines(note, List.of(), List.of(), List.of());
  }

  private static TerraformLines ofMoved(RestorePlan plan, List<RestoredVolume> volumes) {
    List<DeviceAssignment> assignments = plan.placing().map(Placing::assignments).orElse(List.of());
    if (assignments.isEmpty()) {
      return none("Nothing was attached, so nothing has changed for Terraform.");
    }
    if (assignments.stream().allMatch(assignment -> assignment.replaces().isEmpty())) {
      return none(
          "No volume was replaced. If the instance declares ebs_block_device blocks, detach the new"
              + " volumes before the next apply: otherwise Terraform replaces the instance.");
    }
    Map<String, RestoredVolume> bySnapshot =
        volumes.stream().collect(Collectors.toMap(RestoredVolume::snapshotId, Function.identity()));
    List<String> separate = new ArrayList<>();
    List<String> inline = new ArrayList<>();
    for (DeviceAssignment assignment : assignments) {
      boolean root =
          plan.placing()
              .flatMap(Placing::rootDevice)
              .filter(assignment.device()::equals)
              .isPresent();
      if (!root && assignment.replaces().isPresent()) {
        separate.addAll(
            separate(
                plan.instanceId(),
                assignment.device(),
                assignment.replaces().get().volumeId(),
                bySnapshot.get(assignment.snapshotId()).volumeId()));
        inline.add("# ebs_block_device with device_name = \"%s\"".formatted(assignment.device()));
        inline.add("snapshot_id = \"%s\"".formatted(assignment.snapshotId()));
      }
    }
    return separate.isEmpty()
        ? none("Only the root volume was replaced, and Terraform does not see that as a change.")
        : new TerraformLines(
            "Before the next apply, use the lines that fit how your configuration declares the"
                + " volumes; a root volume needs none.",
            separate,
            inline,
            PROVIDER);
  }

  /** The resource addresses are looked up in the state, because only the state has them. */
  private static List<String> separate(
      String instanceId, String device, String oldVolume, String newVolume) {
    return List.of(
        "volume=$(terraform state list -id=%s)".formatted(oldVolume),
        "attachment=$(terraform state list -id=%s)"
            .formatted(attachmentId(instanceId, device, oldVolume)),
        "terraform state rm \"$volume\" \"$attachment\" && cat >> " + FILE + " <<END",
        "import {",
        "  to = $volume",
        "  id = \"%s\"".formatted(newVolume),
        "}",
        "import {",
        "  to = $attachment",
        "  id = \"%s:%s:%s\"".formatted(device, newVolume, instanceId),
        "}",
        "END");
  }

  /**
   * The id of an {@code aws_volume_attachment} in Terraform's state: a checksum that the provider
   * computes from the attachment. Source: {@code volumeAttachmentID} of the AWS provider.
   */
  private static String attachmentId(String instanceId, String device, String volumeId) {
    CRC32 checksum = new CRC32();
    checksum.update(
        "%s-%s-%s-".formatted(device, instanceId, volumeId).getBytes(StandardCharsets.UTF_8));
    return "vai-" + checksum.getValue();
  }
}
