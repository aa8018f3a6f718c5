package ebsbackup.pull;

import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AwsCallException;
import ebsbackup.json.Json;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  /** The execution that began first to pull for the plan, if that is another. */
  Optional<String> other(CopyPlan plan, String stateMachineArn, OtherPull own) {
    return OtherPull.before(
        own,
        wiring.executions().running(stateMachineArn).stream()
            .filter(e -> OtherPull.isOne(json, e.input(), plan.name()))
            .map(e -> new OtherPull(e.arn(), e.startTime()))
            .toList());
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
