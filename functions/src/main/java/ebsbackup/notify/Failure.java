package ebsbackup.notify;

import ebsbackup.ebs.SetProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An execution that did not end well, with everything that a message says about it.
 *
 * @param next what to run next, with the part of the input that a message may contain
 * @param status {@code FAILED}, {@code TIMED_OUT} or {@code ABORTED}
 * @param what a description of what went wrong
 * @param lastGood when the newest good set of each listed source was created, if it has one
 * @param lastSuccess when the plan last succeeded, as far back as Step Functions was asked
 */
record Failure(
    NextRun next,
    String executionArn,
    String executionName,
    String status,
    String region,
    Started started,
    String what,
    Reported report,
    Map<String, Optional<Instant>> lastGood,
    Optional<Instant> lastSuccess) {

  /** SNS accepts 256 KiB, but nobody reads a long e-mail: a longer input is omitted. */
  private static final int LONGEST_INPUT = 2_000;

  Notification toNotification(Instant now) {
    String whose =
        started
            .plan()
            .map(name -> work() + " " + name)
            .or(() -> started.instanceId().map(id -> "restore of " + id))
            .orElse("execution " + executionName);
    StringBuilder text = new StringBuilder();
    String end = next.overTarget() ? "is over its target" : "ended " + status;
    text.append("The %s %s.\n\n%s\n".formatted(whose, end, what));
    if (!report.notGood().isEmpty()) {
      text.append("\nNot good:\n");
      report.notGood().forEach(problem -> text.append(line(problem, now)));
      if (report.notGoodOmitted() > 0) {
        text.append(
            "  and %d more: see the report in the execution\n".formatted(report.notGoodOmitted()));
      }
    }
    started
        .plan()
        .ifPresent(
            name ->
                text.append(
                    "\nLast run of the plan that succeeded: %s\n"
                        .formatted(
                            lastSuccess
                                .map(at -> at + " (" + age(at, now) + " ago)")
                                .orElse("none among the latest executions"))));
    if (started.instanceId().isPresent()) {
      text.append(
          "\nVolumes that it may have left behind have the tag ebs-backup:restore with a value that"
              + " starts with "
              + executionName
              + "@\n");
    }
    text.append(
        next.overTarget()
            ? "\nNext: find out why there is no newer set, then "
                + (next.workflow() == Workflow.PULL ? "pull" : "back up")
            : "\nNext: fix the cause, then run it again");
    if (started.scheduledTime().isPresent() && !next.overTarget()) {
      text.append("; sets that exist are kept and only missing ones are created");
    }
    next.input()
        .leftOut()
        .ifPresent(
            field -> text.append("; the message leaves out " + field + ", so add it to the input"));
    text.append(":\n  ").append(command()).append("\n");
    text.append("\nConsole: ").append(Console.linkTo(executionArn)).append("\n");
    return new Notification(
        "EBS Backup: %s %s".formatted(whose, next.overTarget() ? end : status), text.toString());
  }

  /**
   * Names the workflow, because only a failed backup costs a backup. If a copy plan is over its
   * target, names the plan itself, because the failure is not about a pull.
   */
  private String work() {
    return next.overTarget() && next.workflow() == Workflow.PULL
        ? "copy plan"
        : next.workflow().work();
  }

  private String line(SetProblem problem, Instant now) {
    Optional<Instant> good = lastGood.getOrDefault(problem.source(), Optional.empty());
    // The reason for a source that is over its target already says whether it has a good set.
    String last =
        good.map(at -> "; last good set " + at + " (" + age(at, now) + " ago)")
            .orElse(next.overTarget() ? "" : "; no good set of this plan is known");
    String volumes =
        problem.volumes().isEmpty() ? "" : " [" + String.join(", ", problem.volumes()) + "]";
    return "  %s%s: %s%s\n".formatted(problem.source(), volumes, problem.reason(), last);
  }

  private String command() {
    String document =
        next.input().text().length() <= LONGEST_INPUT
            ? "'" + next.input().text().strip().replace("'", "'\\''") + "'"
            : "file://input.json   (the execution's input, from the console)";
    return "aws stepfunctions start-execution --region %s --state-machine-arn %s --input %s"
        .formatted(region, next.stateMachineArn(), document);
  }

  private static String age(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    return age.toDays() > 0
        ? "%d d %d h".formatted(age.toDays(), age.toHoursPart())
        : "%d h %d min".formatted(age.toHours(), age.toMinutesPart());
  }
}
