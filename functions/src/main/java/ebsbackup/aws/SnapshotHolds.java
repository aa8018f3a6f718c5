package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.TieringOperationStatus;

/**
 * What uses snapshots in EC2 or prevents their deletion, as text, by snapshot. Every listing is
 * read to the last page. Every method throws {@link AwsCallException}.
 */
public final class SnapshotHolds {
  /** EC2's largest page. */
  private static final int PAGE = 1_000;

  /** EBS bills an archived snapshot for at least this long, even if it is deleted earlier. */
  private static final Duration SHORTEST_ARCHIVAL = Duration.ofDays(90);

  private static final String ARCHIVING = TieringOperationStatus.ARCHIVAL_IN_PROGRESS.toString();

  private static final Set<String> RESTORING =
      Set.of(
          TieringOperationStatus.TEMPORARY_RESTORE_IN_PROGRESS.toString(),
          TieringOperationStatus.PERMANENT_RESTORE_IN_PROGRESS.toString());

  private final Ec2Client ec2;

  SnapshotHolds(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** The account's own AMIs. Those that are disabled or deprecated still use their snapshots. */
  public Map<String, List<String>> images() {
    Map<String, List<String>> holds = new LinkedHashMap<>();
    List<Image> images =
        Calls.call(
            "DescribeImages",
            () ->
                ec2
                    .describeImagesPaginator(
                        request ->
                            request
                                .owners("self")
                                .includeDisabled(true)
                                .includeDeprecated(true)
                                .maxResults(PAGE))
                    .images()
                    .stream()
                    .toList());
    for (Image image : images) {
      String state = image.stateAsString();
      String words =
          "AMI " + image.imageId() + (state.equals("available") ? "" : " (" + state + ")");
      for (BlockDeviceMapping mapping : image.blockDeviceMappings()) {
        if (mapping.ebs() != null && mapping.ebs().snapshotId() != null) {
          add(holds, mapping.ebs().snapshotId(), words);
        }
      }
    }
    return holds;
  }

  /** The locks on snapshots, as text. The SDK has no paginator for this listing. */
  public Map<String, List<String>> locks() {
    Map<String, List<String>> holds = new LinkedHashMap<>();
    String token = null;
    do {
      String from = token;
      DescribeLockedSnapshotsResponse page =
          Calls.call(
              "DescribeLockedSnapshots",
              () ->
                  ec2.describeLockedSnapshots(request -> request.maxResults(PAGE).nextToken(from)));
      for (LockedSnapshotsInfo lock : page.snapshots()) {
        if (lock.lockState() != LockState.EXPIRED) {
          add(
              holds,
              lock.snapshotId(),
              "locked (%s)%s"
                  .formatted(
                      lock.lockStateAsString(),
                      Optional.ofNullable(lock.lockExpiresOn())
                          .map(time -> " until " + time)
                          .orElse("")));
        }
      }
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return holds;
  }

  /**
   * The archived snapshots that are still in the minimum billing period, or are being archived or
   * restored.
   */
  public Map<String, List<String>> archived(List<String> snapshotIds, Instant now) {
    Map<String, List<String>> holds = new LinkedHashMap<>();
    for (Filter batch : Filters.inBatches("snapshot-id", snapshotIds)) {
      Calls.call(
              "DescribeSnapshotTierStatus",
              () ->
                  ec2
                      .describeSnapshotTierStatusPaginator(
                          request -> request.filters(batch).maxResults(PAGE))
                      .snapshotTierStatuses()
                      .stream()
                      .toList())
          .forEach(status -> addArchived(holds, status, now));
    }
    return holds;
  }

  private static void addArchived(
      Map<String, List<String>> holds, SnapshotTierStatus status, Instant now) {
    Instant archived = status.archivalCompleteTime();
    String operation = Optional.ofNullable(status.lastTieringOperationStatusAsString()).orElse("");
    if (RESTORING.contains(operation)) {
      // If it is deleted now, the whole retrieval is billed nevertheless.
      add(holds, status.snapshotId(), "being restored from the archive");
    } else if (archived == null || operation.equals(ARCHIVING)) {
      add(holds, status.snapshotId(), "being archived");
    } else if (now.isBefore(archived.plus(SHORTEST_ARCHIVAL))) {
      add(
          holds,
          status.snapshotId(),
          "archived, billed at least until " + archived.plus(SHORTEST_ARCHIVAL));
    }
  }

  private static void add(Map<String, List<String>> holds, String snapshotId, String words) {
    holds.computeIfAbsent(snapshotId, id -> new ArrayList<>()).add(words);
  }
}
