package ebsbackup.aws;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AwsCallException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** The snapshots with the run's tag that are pending: cheap, since EC2 leaves out all others. */
  public List<Snapshot> pendingOfRun(String runId) {
    return own(Filters.tag(SetTags.RUN, runId), Filters.exactly("status", "pending"));
  }

  /** Every snapshot of any plan whose tag names that source. */
  public List<Snapshot> ofSource(String source) {
    return own(Filters.tag(SetTags.SOURCE, source));
  }

  /** Every snapshot of that plan and source. */
  public List<Snapshot> ofSource(String plan, String source) {
    return own(Filters.tag(SetTags.PLAN, plan), Filters.tag(SetTags.SOURCE, source));
  }

  /**
   * A listing, and how EC2's clock compares with ours.
   *
   * @param aheadBy how far EC2's is ahead, by the answer that differs most; absent if an answer did
   *     not say its time
   */
  public record Dated(List<Snapshot> snapshots, Optional<Duration> aheadBy) {
    public Dated {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** Every snapshot that carries the plan's tag. */
  public Dated ofPlan(String plan, Clock clock) {
    List<Optional<Duration>> ahead = new ArrayList<>();
    List<Snapshot> snapshots =
        own(
            List.of(Filters.tag(SetTags.PLAN, plan)),
            page -> ahead.add(aheadBy(page, clock.instant())));
    return new Dated(
        snapshots,
        ahead.stream().anyMatch(Optional::isEmpty)
            ? Optional.empty()
            : ahead.stream().flatMap(Optional::stream).max(Comparator.comparing(Duration::abs)));
  }

  private static Optional<Duration> aheadBy(DescribeSnapshotsResponse page, Instant now) {
    return Optional.ofNullable(page.sdkHttpResponse())
        .flatMap(response -> response.firstMatchingHeader("Date"))
        .flatMap(Ec2Snapshots::date)
        .map(time -> Duration.between(now, time));
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The account's own snapshots of these volumes, of any plan or none.
   *
   * @param volumeIds at most 200
   */
  public List<Snapshot> ofVolumes(List<String> volumeIds) {
    return own(Filters.exactly("volume-id", volumeIds));
  }

  /**
   * Those of the named snapshots that exist and belong to this account.
   *
   * @param snapshotIds at most 200
   */
  public List<Snapshot> byIds(List<String> snapshotIds) {
    return own(Filters.exactly("snapshot-id", snapshotIds));
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
    return own(List.of(filters), page -> {});
  }

  private List<Snapshot> own(List<Filter> filters, Consumer<DescribeSnapshotsResponse> eachPage) {
    List<Snapshot> snapshots = new ArrayList<>();
    String token = null;
    do {
      DescribeSnapshotsRequest request =
          DescribeSnapshotsRequest.builder()
              .ownerIds("self")
              .filters(filters)
              .maxResults(PAGE)
              .nextToken(token)
              .build();
      DescribeSnapshotsResponse page =
          Calls.call("DescribeSnapshots", () -> ec2.describeSnapshots(request));
      eachPage.accept(page);
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
        Optional.ofNullable(s.transferTypeAsString()),
        Tags.fromEc2(s.tags()));
  }
}
