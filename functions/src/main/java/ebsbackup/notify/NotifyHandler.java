package ebsbackup.notify;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Executions;
import ebsbackup.aws.Topic;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.json.TaskError;
import ebsbackup.request.ExecutionEvent;
import java.time.Clock;
import java.util.Map;

/**
 * Invoked by EventBridge when an execution has failed, timed out or was aborted. Asks Step
 * Functions what happened, and publishes a message that the user can act on.
 */
public final class NotifyHandler implements RequestHandler<RawJson, Notification> {

  /**
   * Looking up the last good set costs a listing for each source, so a message lists at most this
   * many sources.
   */
  private static final int MAX_SOURCES = 10;

  private final Json json = new Json();
  private final Executions executions;
  private final Background background;
  private final Topic topic;
  private final Clock clock;

  public NotifyHandler() {
    this(Wiring.fromEnvironment());
  }

  public NotifyHandler(Wiring wiring) {
    executions = wiring.executions();
    background = new Background(wiring);
    topic = wiring.topic();
    clock = wiring.clock();
  }

  @Override
  public Notification handleRequest(RawJson input, Context context) {
    ExecutionEvent event = json.read(input, ExecutionEvent.class);
    String arn = event.executionArn();
    Executions.Description execution = executions.describe(arn);
    Started started = json.readIfValid(execution.input(), Started.class).orElse(Started.UNREADABLE);
    Reported report = background.report(arn).shortened(MAX_SOURCES);
    NextRun next =
        NextRun.after(execution.stateMachineArn(), execution.error(), execution.input(), json);
    Failure failure =
        new Failure(
            next,
            arn,
            execution.name(),
            execution.status(),
            event.region(),
            started,
            report.reasonOf(
                execution.error().map(e -> new TaskError(e, execution.cause().orElse(""))), json),
            report,
            started
                .plan()
                .map(plan -> background.lastGood(plan, report.notGood()))
                .orElse(Map.of()),
            started.plan().flatMap(plan -> background.lastSuccess(plan, next.stateMachineArn())));
    Notification notification = failure.toNotification(clock.instant());
    topic.publish(notification.subject(), notification.text());
    return notification;
  }
}
