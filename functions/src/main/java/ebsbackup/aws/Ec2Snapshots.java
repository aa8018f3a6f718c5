package ebsbackup.aws;

import ebsbackup.ebs.AwsCallException;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Listings of snapshots in EC2, always to the last page. Every method throws {@link
 * AwsCallException}.
 */
public final class Ec2Snapshots {
  /** EC2's largest page. */
  private static final int PAGE = 1_000;

  private final Ec2Client ec2;

  Ec2Snapshots(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Every snapshot that carries the run's tag. */
  public List<Snapshot> ofRun(String runId) {
    return own(Filters.tag(SetTags.RUN, runId));
  }

  /**
   * What the run has made of these sources already.
   *
   * @param sources at most 200
   */
  public List<Snapshot> ofRun(String runId, List<String> sources) {
    return own(Filters.tag(SetTags.RUN, runId), Filters.exactly("tag:" + SetTags.SOURCE, sources));
  }

  /** How many snapshots of the run are still pending: cheap, since EC2 leaves out all others. */
  public int countPending(String runId) {
    return own(Filters.tag(SetTags.RUN, runId), Filters.exactly("status", "pending")).size();
  }

  /** Every snapshot of any plan whose tag names that source. */
  public List<Snapshot> ofSource(String source) {
    return own(Filters.tag(SetTags.SOURCE, source));
  }

  /** Every snapshot of that plan and source. */
  public List<Snapshot> ofSource(String plan, String source) {
    return own(Filters.tag(SetTags.PLAN, plan), Filters.tag(SetTags.SOURCE, source));
  }

  /** Those of the named snapshots that exist and that this account may see, whoever owns them. */
  public List<Snapshot> byIds(List<String> snapshotIds) {
    List<Filter> filters = List.of(Filters.exactly("snapshot-id", snapshotIds));
    return described(request -> request.filters(filters));
  }

  /** The snapshots of this account with that tag. */
  public List<Snapshot> byTag(String key, String value) {
    return own(Filters.tag(key, value));
  }

  /** Those of the named snapshots that have fast snapshot restore enabled in that zone. */
  public Set<String> fastRestored(List<String> snapshotIds, String availabilityZone) {
    Set<String> enabled = new HashSet<>();
    String token = null;
    do {
      String from = token;
      DescribeFastSnapshotRestoresResponse page =
          Calls.call(
              "DescribeFastSnapshotRestores",
              () ->
                  ec2.describeFastSnapshotRestores(
                      request ->
                          request
                              .filters(
                                  Filters.exactly("snapshot-id", snapshotIds),
                                  Filters.exactly("availability-zone", availabilityZone),
                                  Filters.exactly("state", "enabled"))
                              .nextToken(from)));
      page.fastSnapshotRestores().forEach(item -> enabled.add(item.snapshotId()));
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return enabled;
  }

  private List<Snapshot> own(Filter... filters) {
    List<Filter> all = Arrays.asList(filters);
    return described(request -> request.ownerIds("self").filters(all));
  }

  private List<Snapshot> described(Consumer<DescribeSnapshotsRequest.Builder> what) {
    List<Snapshot> snapshots = new ArrayList<>();
    String token = null;
    do {
      DescribeSnapshotsRequest.Builder request =
          DescribeSnapshotsRequest.builder().maxResults(PAGE).nextToken(token);
      what.accept(request);
      DescribeSnapshotsResponse page =
          Calls.call("DescribeSnapshots", () -> ec2.describeSnapshots(request.build()));
      page.snapshots().forEach(snapshot -> snapshots.add(toSnapshot(snapshot)));
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return snapshots;
  }

  private static Snapshot toSnapshot(software.amazon.awssdk.services.ec2.model.Snapshot s) {
    return new Snapshot(
        s.snapshotId(),
        s.volumeId(),
        s.volumeSize(),
        Optional.ofNullable(s.description()).orElse(""),
        s.startTime(),
        s.stateAsString(),
        Optional.ofNullable(s.stateMessage()).filter(message -> !message.isEmpty()),
        Optional.ofNullable(s.progress()).orElse(""),
        Boolean.TRUE.equals(s.encrypted()),
        Optional.ofNullable(s.kmsKeyId()),
        Optional.ofNullable(s.dataEncryptionKeyId()),
        s.ownerId(),
        Optional.ofNullable(s.ownerAlias()),
        Optional.ofNullable(s.storageTierAsString()).orElse("standard"),
        Tags.fromEc2(s.tags()));
  }
}
