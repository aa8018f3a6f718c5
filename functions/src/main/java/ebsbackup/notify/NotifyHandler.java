package ebsbackup.notify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Executions;
import ebsbackup.aws.Topic;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Invoked by EventBridge when an execution has failed, timed out or was aborted: asks Step
 * Functions what happened and publishes what a person can act on.
 */
public final class NotifyHandler implements RequestHandler<ScheduledEvent, Notification> {

  /** Looking up the last good set costs a listing a source; a message lists no more than this. */
  private static final int MOST_SOURCES = 10;

  /** How far back to look for the plan's last success: a page of executions, each described. */
  private static final int MOST_EXECUTIONS = 20;

  /** Its commands may hold secrets, and a message goes to everybody who subscribes. */
  private static final String NOT_SENT = "healthCheck";

  private final Json json = new Json();
  private final Executions executions;
  private final Ec2Snapshots snapshots;
  private final Topic topic;
  private final Clock clock;

  public NotifyHandler() {
    this(Wiring.fromEnvironment());
  }

  public NotifyHandler(Wiring wiring) {
    executions = wiring.executions();
    snapshots = wiring.snapshots();
    topic = wiring.topic();
    clock = wiring.clock();
  }

  /**
   * The part of an execution's input that a message names; inputs that failed may lack any of it.
   */
  private record Started(String plan, String instanceId, String scheduledTime) {}

  /** The part of a report that a message names. */
  private record Reported(String summary, List<SetProblem> notGood, int notGoodOmitted) {}

  @Override
  public Notification handleRequest(ScheduledEvent event, Context context) {
    if (!(event.getDetail().get("executionArn") instanceof String arn)) {
      throw new InvalidInputException(
          "detail.executionArn", String.valueOf(event.getDetail()), "the ARN of an execution");
    }
    Executions.Description execution = executions.describe(arn);
    Optional<Started> started = read(execution.input(), Started.class);
    Optional<Reported> report =
        orUnknown(
                () ->
                    executions.lastOutputOf(
                        arn, Set.of("Report", "Report Prune", "Report Restore", "Report Briefly")))
            .flatMap(output -> read(output, Reported.class));
    Optional<String> shortened = json.without(NOT_SENT, execution.input());
    List<SetProblem> notGood = report.map(Reported::notGood).orElse(List.of());
    Notification notification =
        new Failure(
                execution.stateMachineArn(),
                arn,
                execution.name(),
                execution.status(),
                event.getRegion(),
                started.map(Started::plan),
                started.map(Started::instanceId),
                started.map(Started::scheduledTime).isPresent(),
                shortened.orElse(execution.input()),
                shortened.map(input -> NOT_SENT),
                what(execution, report),
                notGood.stream().limit(MOST_SOURCES).toList(),
                notGood.size()
                    - Math.min(MOST_SOURCES, notGood.size())
                    + report.map(Reported::notGoodOmitted).orElse(0),
                lastGood(started.map(Started::plan), notGood),
                started
                    .map(Started::plan)
                    .flatMap(plan -> orUnknown(() -> lastSuccess(execution, plan))))
            .toNotification(clock.instant());
    topic.publish(notification.subject(), notification.text());
    return notification;
  }

  private String what(Executions.Description execution, Optional<Reported> report) {
    return report
        .map(Reported::summary)
        .or(
            () ->
                execution
                    .error()
                    .map(error -> new TaskError(error, execution.cause().orElse("")).text(json)))
        .orElse("Step Functions gives no reason");
  }

  private Map<String, Optional<Instant>> lastGood(Optional<String> plan, List<SetProblem> notGood) {
    Map<String, Optional<Instant>> lastGood = new LinkedHashMap<>();
    plan.ifPresent(
        name ->
            notGood.stream()
                .limit(MOST_SOURCES)
                .map(SetProblem::source)
                .forEach(source -> lastGood.put(source, orUnknown(() -> lastGood(name, source)))));
    return lastGood;
  }

  private Optional<Instant> lastGood(String plan, String source) {
    return SnapshotSets.of(snapshots.ofSource(plan, source)).sets().stream()
        .filter(SnapshotSet::good)
        .map(SnapshotSet::startTime)
        .max(Instant::compareTo);
  }

  /** What is nice to know must not keep the message from people when AWS does not say it. */
  private static <T> Optional<T> orUnknown(Supplier<Optional<T>> question) {
    try {
      return question.get();
    } catch (AwsCallException e) {
      return Optional.empty();
    }
  }

  private Optional<Instant> lastSuccess(Executions.Description failed, String plan) {
    return executions.latestSucceeded(failed.stateMachineArn(), MOST_EXECUTIONS).stream()
        .filter(
            e -> read(e.input(), Started.class).map(Started::plan).filter(plan::equals).isPresent())
        .map(Executions.Description::startTime)
        .findFirst();
  }

  private <T> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.of(json.read(text, type));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
