package ebsbackup.aws;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.Ec2Limits;
import ebsbackup.ebs.SetRef;
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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Lists snapshots in EC2, always to the last page. Every method throws {@link AwsCallException}.
 */
public final class SnapshotReader {
  /** EC2's largest page. */
  private static final int PAGE = 1_000;

  private static final String OWN = "self";

  private final Ec2Client ec2;
  private final Clock clock;
  private final String owner;

  /**
   * @param clock the function's own clock, to compare with EC2's
   */
  SnapshotReader(Ec2Client ec2, Clock clock) {
    this(ec2, clock, Optional.empty());
  }

  /**
   * @param account lists only what this account shares with ours; absent for our own snapshots
   */
  SnapshotReader(Ec2Client ec2, Clock clock, Optional<String> account) {
    this.ec2 = ec2;
    this.clock = clock;
    owner = account.orElse(OWN);
  }

  /** Every snapshot of the account, of any plan or none. */
  public List<Snapshot> all() {
    return own();
  }

  /**
   * Passes on every snapshot of the account, page by page: a list of all snapshots of a large
   * account may not fit into a function's memory.
   *
   * @param tags the keys of the tags to read
   */
  public void all(Predicate<String> tags, Consumer<Snapshot> each) {
    each(tags, each);
  }

  /** Passes on every snapshot that carries the tag of any plan. */
  public void ofAnyPlan(Predicate<String> tags, Consumer<Snapshot> each) {
    each(tags, each, Filters.exactly("tag-key", SetTags.PLAN));
  }

  private void each(Predicate<String> tags, Consumer<Snapshot> each, Filter... filters) {
    Iterator<DescribeSnapshotsResponse> pages = pages(filters).iterator();
    // Exceptions of the consumer must not be translated as those of the call.
    while (Calls.call("DescribeSnapshots", pages::hasNext)) {
      Calls.call("DescribeSnapshots", pages::next).snapshots().stream()
          .map(snapshot -> toSnapshot(snapshot, tags))
          .forEach(each);
    }
  }

  /** Every snapshot that carries the run's tag. */
  public List<Snapshot> ofRun(String runId) {
    return own(Filters.tag(SetTags.RUN, runId));
  }

  /** The snapshots that the run has already created of these sources. */
  public List<Snapshot> ofRun(String runId, List<String> sources) {
    return Filters.inBatches("tag:" + SetTags.SOURCE, sources).stream()
        .flatMap(batch -> own(Filters.tag(SetTags.RUN, runId), batch).stream())
        .toList();
  }

  /**
   * The pending snapshots with the run's tag. This is cheap, because EC2 filters out all others.
   */
  public List<Snapshot> pendingOfRun(String runId) {
    return own(Filters.tag(SetTags.RUN, runId), Filters.exactly("status", "pending"));
  }

  /** Every snapshot, of any plan, whose tag names the source. */
  public List<Snapshot> ofSource(String source) {
    return own(Filters.tag(SetTags.SOURCE, source));
  }

  /** Every snapshot of the plan and source. */
  public List<Snapshot> ofSource(String plan, String source) {
    return own(Filters.tag(SetTags.PLAN, plan), Filters.tag(SetTags.SOURCE, source));
  }

  /** The pending snapshots of the plan. */
  public List<Snapshot> pendingOfPlan(String plan) {
    return own(Filters.tag(SetTags.PLAN, plan), Filters.exactly("status", "pending"));
  }

  /** The plan's snapshots of these sets, and possibly of others. */
  public List<Snapshot> ofSets(String plan, List<SetRef> sets) {
    List<Snapshot> all = new ArrayList<>();
    for (int from = 0; from < sets.size(); from += Ec2Limits.VALUES_OF_A_FILTER) {
      List<SetRef> batch =
          sets.subList(from, Math.min(from + Ec2Limits.VALUES_OF_A_FILTER, sets.size()));
      all.addAll(
          own(
              Filters.tag(SetTags.PLAN, plan),
              distinct(SetTags.RUN, batch.stream().map(SetRef::run)),
              distinct(SetTags.SOURCE, batch.stream().map(SetRef::source))));
    }
    return all.stream().distinct().toList();
  }

  private static Filter distinct(String tag, Stream<String> values) {
    return Filters.tag(tag, values.distinct().toArray(String[]::new));
  }

  /**
   * A listing, and how EC2's clock compares with ours.
   *
   * @param aheadBy how far EC2's clock is ahead, according to the response that differs most;
   *     absent if a response did not include its time
   */
  public record Dated(List<Snapshot> snapshots, Optional<Duration> aheadBy) {
    public Dated {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** Every snapshot that carries the plan's tag. */
  public Dated ofPlan(String plan) {
    List<Dated> pages =
        Calls.call(
            "DescribeSnapshots",
            () ->
                pages(Filters.tag(SetTags.PLAN, plan))
                    .map(page -> new Dated(snapshots(page), aheadBy(page, clock.instant())))
                    .toList());
    return new Dated(
        pages.stream().flatMap(page -> page.snapshots().stream()).toList(),
        pages.stream().anyMatch(page -> page.aheadBy().isEmpty())
            ? Optional.empty()
            : pages.stream()
                .flatMap(page -> page.aheadBy().stream())
                .max(Comparator.comparing(Duration::abs)));
  }

  private static Optional<Duration> aheadBy(DescribeSnapshotsResponse page, Instant now) {
    return Optional.ofNullable(page.sdkHttpResponse())
        .flatMap(response -> response.firstMatchingHeader("Date"))
        .flatMap(SnapshotReader::date)
        .map(time -> Duration.between(now, time));
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The ids of the plan's snapshots that are shared with the account. */
  public Set<String> idsSharedWith(String account, String plan) {
    return Calls.call(
        "DescribeSnapshots",
        () ->
            pages(request -> request.restorableByUserIds(account), Filters.tag(SetTags.PLAN, plan))
                .flatMap(page -> page.snapshots().stream())
                .map(software.amazon.awssdk.services.ec2.model.Snapshot::snapshotId)
                .collect(Collectors.toSet()));
  }

  /** Every snapshot whose description contains the text. */
  public List<Snapshot> describedWith(String text) {
    return own(Filters.containing("description", text));
  }

  /** The account's own snapshots of these volumes, of any plan or none. */
  public List<Snapshot> ofVolumes(List<String> volumeIds) {
    return inBatches("volume-id", volumeIds);
  }

  /** The account's own snapshots of these volumes that are pending or in the state error. */
  public List<Snapshot> unfinishedOf(List<String> volumeIds) {
    Filter unfinished = Filters.exactly("status", "pending", "error");
    return Filters.inBatches("volume-id", volumeIds).stream()
        .flatMap(batch -> own(batch, unfinished).stream())
        .toList();
  }

  /** The snapshots with these ids that exist and belong to the account. */
  public List<Snapshot> byIds(List<String> snapshotIds) {
    return inBatches("snapshot-id", snapshotIds);
  }

  /**
   * The full sizes of the snapshots in bytes, by id, without those for which EC2 returns no size.
   * The full size is that of all blocks, not only of those added since the previous snapshot.
   */
  public Map<String, Long> fullSizes(List<String> snapshotIds) {
    return Calls.call(
        "DescribeSnapshots",
        () ->
            Filters.inBatches("snapshot-id", snapshotIds).stream()
                .flatMap(this::pages)
                .flatMap(page -> page.snapshots().stream())
                .filter(snapshot -> snapshot.fullSnapshotSizeInBytes() != null)
                .collect(Collectors.toMap(s -> s.snapshotId(), s -> s.fullSnapshotSizeInBytes())));
  }

  /** The snapshots of this account with the given tag. */
  public List<Snapshot> byTag(String key, String value) {
    return own(Filters.tag(key, value));
  }

  /**
   * The ids of those of these snapshots that have fast snapshot restore enabled in the Availability
   * Zone.
   */
  public Set<String> fastRestored(List<String> snapshotIds, String availabilityZone) {
    return Filters.inBatches("snapshot-id", snapshotIds).stream()
        .flatMap(batch -> fastRestored(batch, availabilityZone).stream())
        .collect(Collectors.toSet());
  }

  private List<String> fastRestored(Filter snapshots, String availabilityZone) {
    return Calls.call(
        "DescribeFastSnapshotRestores",
        () ->
            ec2
                .describeFastSnapshotRestoresPaginator(
                    request ->
                        request.filters(
                            snapshots,
                            Filters.exactly("availability-zone", availabilityZone),
                            Filters.exactly("state", "enabled")))
                .fastSnapshotRestores()
                .stream()
                .map(DescribeFastSnapshotRestoreSuccessItem::snapshotId)
                .toList());
  }

  private List<Snapshot> inBatches(String filter, List<String> values) {
    return Filters.inBatches(filter, values).stream()
        .flatMap(batch -> own(batch).stream())
        .toList();
  }

  private List<Snapshot> own(Filter... filters) {
    return Calls.call(
        "DescribeSnapshots",
        () -> pages(filters).flatMap(page -> snapshots(page).stream()).toList());
  }

  /** The pages of a listing; each one is requested when the stream reaches it. */
  private Stream<DescribeSnapshotsResponse> pages(Filter... filters) {
    return pages(request -> {}, filters);
  }

  private Stream<DescribeSnapshotsResponse> pages(
      Consumer<DescribeSnapshotsRequest.Builder> more, Filter... filters) {
    return ec2
        .describeSnapshotsPaginator(
            request ->
                request.ownerIds(owner).filters(filters).maxResults(PAGE).applyMutation(more))
        .stream();
  }

  private static List<Snapshot> snapshots(DescribeSnapshotsResponse page) {
    return page.snapshots().stream().map(s -> toSnapshot(s, key -> true)).toList();
  }

  private static Snapshot toSnapshot(
      software.amazon.awssdk.services.ec2.model.Snapshot s, Predicate<String> keys) {
    Map<String, String> tags = Tags.fromEc2(s.tags(), keys);
    Optional<CopyOf> copy = CopyOf.read(tags);
    return new Snapshot(
        s.snapshotId(),
        copy.map(CopyOf::volumeId).orElse(s.volumeId()),
        s.volumeSize(),
        Optional.ofNullable(s.description()).orElse(""),
        copy.map(CopyOf::startTime).orElse(s.startTime()),
        Optional.ofNullable(s.completionTime()),
        s.stateAsString(),
        Optional.ofNullable(s.stateMessage()).filter(message -> !message.isEmpty()),
        Optional.ofNullable(s.progress()).orElse(""),
        Boolean.TRUE.equals(s.encrypted()),
        Optional.ofNullable(s.kmsKeyId()),
        Optional.ofNullable(s.dataEncryptionKeyId()),
        s.ownerId(),
        Optional.ofNullable(s.ownerAlias()),
        Optional.ofNullable(s.storageTierAsString()).orElse("standard"),
        Optional.ofNullable(s.outpostArn()),
        Optional.ofNullable(s.transferTypeAsString()),
        tags);
  }
}
