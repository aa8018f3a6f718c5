package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachines;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A workflow whose functions answer what a script says. Each line of the script is one call: the
 * seconds since the call before, the function, what it must be given, and its answer or its error:
 *
 * <pre>{@code
 * 20 CheckSnapshots {"run": "daily/1", ...} -> {"finished": true, ...}
 * 0 ReportBackup {...} !! ebsbackup.failure.RefusedException
 * }</pre>
 *
 * The steps take no time. A payload {@code *} may be anything, and {@code ?} stands for the seconds
 * of a retry, which are random.
 */
final class Script {
  /** The names of the executions. */
  static final String NAME = "run-1";

  private static final String ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:";

  /** Workflows that others start. */
  private static final List<String> OTHERS = List.of("prune", "verify", "next");

  private static final String ROLE = "arn:aws:iam::123456789012:role/test";

  private static final Pattern LINE =
      Pattern.compile("(\\d+|\\?) (\\w+) (\\*|\\{.*?}) (->|!!) (\\{.*}|<\\w+>|[\\w.]+)");

  private final Map<String, Object> words = new LinkedHashMap<>();
  private final VirtualClock clock = new VirtualClock(TestCloud.BEGINS);
  private final StateMachines service =
      new StateMachines(
          clock,
          this::invoke,
          (action, arguments) ->
              invoke(
                  Character.toUpperCase(action.charAt(0)) + action.substring(1),
                  Json.print(arguments)),
          1);
  private final String workflow;
  private List<String> lines = List.of();
  private Instant last = TestCloud.BEGINS;
  private int calls;

  /**
   * A script for a workflow. It knows the words {@code execution} and {@code start}, fields of the
   * context that first steps are given, and {@code error}, what a Catch gets of a refusal.
   */
  Script(String workflow) {
    this(workflow, "");
  }

  /**
   * The same without one of the others.
   *
   * @param missing a workflow that cannot be started
   */
  Script(String workflow, String missing) {
    this.workflow = workflow;
    String start = "\"startTime\": \"2026-03-01T00:00:00.000Z\"";
    with("start", start);
    with(
        "execution",
        """
        "executionArn": "%s:%s", "executionName": "%s", %s, "stateMachineArn": "%s"\
        """
            .formatted(
                (ARN + workflow).replace(":stateMachine:", ":execution:"),
                NAME,
                NAME,
                start,
                ARN + workflow));
    with(
        "error",
        """
        {"Error": "ebsbackup.failure.RefusedException", \
        "Cause": "{\\"errorMessage\\":\\"it failed\\"}"}\
        """);
    try {
      String definition =
          Files.readString(ProjectFiles.ROOT.resolve("statemachine/" + workflow + ".asl.json"));
      service.create(
          workflow,
          ARN + workflow,
          ROLE,
          definition
              .replace("${Partition}", "aws")
              .replace("${ReportBucket}", "reports")
              .replace("${ReportPrefix}", "ebs-backup/test/")
              .replace("${AccountId}", "123456789012")
              .replace("${PruneStateMachineArn}", ARN + "prune")
              .replace("${PullStateMachineArn}", ARN + "next")
              .replace("${VerifyStateMachineArn}", ARN + "verify")
              .replaceAll("\\$\\{(\\w+)FunctionArn}", "$1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String other : OTHERS) {
      if (!other.equals(workflow) && !other.equals(missing)) {
        service.create(
            other,
            ARN + other,
            ROLE,
            """
            {"QueryLanguage": "JSONata", "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
            """);
      }
    }
  }

  /** A word of the lines that stands for a JSON text. */
  Script with(String word, String json) {
    words.put(word, json);
    return this;
  }

  /** Runs the workflow with this input; every line of the script is one call, in their order. */
  Execution run(String input, String script) {
    lines = script.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    Execution execution = service.startExecution(ARN + workflow, Optional.of(NAME), filled(input));
    clock.runWhile(() -> execution.status() == ExecutionStatus.RUNNING);
    assertThat(calls).as("calls").isEqualTo(lines.size());
    return execution;
  }

  /** The executions of another workflow that this one started in the end. */
  List<Execution> started(String other) {
    return service.executions(ARN + other);
  }

  /** Lets an execution of another workflow be there already. */
  Script exists(String other, String name) {
    service.startExecution(ARN + other, Optional.of(name), "{}");
    return this;
  }

  private String filled(String text) {
    String filled = text;
    for (Map.Entry<String, Object> word : words.entrySet()) {
      filled = filled.replace("<" + word.getKey() + ">", word.getValue().toString());
    }
    return filled;
  }

  private TaskOutcome invoke(String function, String payload) {
    assertThat(calls).as("calls; the next is of %s", function).isLessThan(lines.size());
    String line = lines.get(calls++);
    Matcher parts = LINE.matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    assertThat(function).as(line).isEqualTo(parts.group(2));
    if (!parts.group(3).equals("*")) {
      assertThat(Json.parse(payload)).as(line).isEqualTo(Json.parse(filled(parts.group(3))));
    }
    if (!parts.group(1).equals("?")) {
      assertThat(Duration.between(last, clock.instant()).toSeconds())
          .as(line)
          .isEqualTo(Long.parseLong(parts.group(1)));
    }
    last = clock.instant();
    return parts.group(4).equals("->")
        ? new TaskOutcome.Succeeded(Duration.ZERO, filled(parts.group(5)), "1")
        : new TaskOutcome.Failed(Duration.ZERO, parts.group(5), "{\"errorMessage\":\"it failed\"}");
  }
}
