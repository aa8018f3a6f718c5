package ebsbackup.pull;

import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AwsCallException;
import ebsbackup.json.Json;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads what the selection of sets needs, here and at the source. Writes nothing. Every method
 * throws {@link AwsCallException}.
 */
final class PullFacts {
  private final Json json = new Json();
  private final Wiring wiring;

  PullFacts(Wiring wiring) {
    this.wiring = wiring;
  }

  /** The ARN of the plan's key. */
  String kmsKeyArn(CopyPlan plan) {
    return DestinationKey.arn(
        plan.kmsKeyId(), wiring.kmsKeys().byNames(List.of(plan.kmsKeyId())).get(plan.kmsKeyId()));
  }

  /** Whether the execution selects sets now, waits, or leaves the pull to another. */
  PullAdmission admission(
      CopyPlan plan, OtherPull own, String stateMachineArn, int waitedSeconds, Instant now) {
    return PullAdmission.settling(own, now)
        .orElseGet(() -> PullAdmission.of(own, running(plan, stateMachineArn), waitedSeconds, now));
  }

  private List<OtherPull> running(CopyPlan plan, String stateMachineArn) {
    return wiring.executions().running(stateMachineArn).stream()
        .filter(e -> OtherPull.copiesFor(json, e.input(), plan.name()))
        .map(e -> new OtherPull(e.arn(), e.startTime()))
        .toList();
  }

  /** The copies of these sets and all pending copies, but not every copy of the plan. */
  CopiesHere here(CopyPlan plan, List<SetToPull> sets) {
    SnapshotReader snapshots = wiring.snapshots();
    return CopiesHere.of(
        Stream.concat(
                snapshots.ofSets(plan.name(), sets.stream().map(SetToPull::set).toList()).stream(),
                snapshots.pendingOfPlan(plan.name()).stream())
            .distinct()
            .toList());
  }

  /** The sets at the source that these snapshots currently form. */
  List<SnapshotSet> source(CopySource from, List<String> snapshotIds) {
    return new SourceSets(wiring, from).of(snapshotIds);
  }

  /** The sets to pull. */
  DueSets due(CopyPlan plan, CopySource from, Instant now) {
    return DueSets.of(
        plan,
        new SourceSets(wiring, from).all(),
        SnapshotSets.of(wiring.snapshots().ofPlan(plan.name()).snapshots()).sets(),
        now);
  }
}
