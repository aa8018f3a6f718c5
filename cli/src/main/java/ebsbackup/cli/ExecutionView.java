package ebsbackup.cli;

import com.google.gson.JsonParseException;
import embeddedcloud.Cloud;
import embeddedcloud.json.Json;
import embeddedcloud.sns.Message;
import embeddedcloud.states.Usage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StateExitedEventDetails;

/** An execution as text for a person or as JSON for a program. */
final class ExecutionView {
  private ExecutionView() {}

  /** The execution as one JSON document. */
  static Map<String, Object> json(FinishedExecution execution) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", execution.name());
    json.put("status", execution.status());
    json.put("error", execution.error().orElse(null));
    json.put("cause", execution.cause().orElse(null));
    json.put("output", execution.output().map(Json::parse).orElse(null));
    json.put("report", report(execution).orElse(null));
    json.put("startDate", execution.startDate().toString());
    json.put("stopDate", execution.stopDate().map(Object::toString).orElse(null));
    List<Object> history = new ArrayList<>();
    for (HistoryEvent event : execution.history()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("type", event.typeAsString());
      stateOf(event).ifPresent(state -> entry.put("state", state));
      history.add(entry);
    }
    json.put("history", history);
    execution.usage().ifPresent(used -> json.put("usage", usage(used)));
    return json;
  }

  private static Map<String, Object> usage(Usage used) {
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("transitions", used.transitions());
    usage.put("events", used.events());
    usage.put("largestPayload", used.largestPayload());
    return usage;
  }

  /** Adds what else happened in the cloud: calls to EC2 by action, and published messages. */
  static void addCloud(Map<String, Object> json, Cloud cloud) {
    json.put("calls", new LinkedHashMap<String, Object>(cloud.ec2().calls().byAction()));
    json.put("messages", cloud.messages().stream().map(ExecutionView::message).toList());
  }

  private static Map<String, Object> message(Message message) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", message.at().toString());
    json.put("subject", message.subject());
    json.put("text", message.text());
    return json;
  }

  /** The output of the last step, the report. A failed execution has one too. */
  static Optional<Object> report(FinishedExecution execution) {
    return reportText(execution).map(Json::parse);
  }

  /** The report as the JSON text that the workflow returned. */
  static Optional<String> reportText(FinishedExecution execution) {
    return reported(execution).map(StateExitedEventDetails::output);
  }

  private static Optional<StateExitedEventDetails> reported(FinishedExecution execution) {
    return execution.history().reversed().stream()
        .map(HistoryEvent::stateExitedEventDetails)
        .filter(exited -> exited != null && exited.name().startsWith("Report"))
        .findFirst();
  }

  /** Prints the report of any workflow, if the execution reached one. */
  static void printReport(PrintWriter out, FinishedExecution execution) {
    reported(execution)
        .ifPresent(
            exited -> {
              switch (exited.name()) {
                case "Report Restore", "Report Briefly" -> RestoreText.print(out, exited.output());
                default -> ReportText.print(out, Json.parse(exited.output()));
              }
            });
  }

  /** The summary of the report, or else the cause of the failure. */
  static String summary(FinishedExecution execution) {
    return report(execution)
        .map(report -> String.valueOf(((Map<?, ?>) report).get("summary")))
        .or(execution::cause)
        .orElse("-");
  }

  static void printEnd(PrintWriter out, FinishedExecution execution) {
    out.println("Status    " + execution.status());
    execution.error().ifPresent(error -> out.println("Error     " + error));
    execution.cause().ifPresent(cause -> out.println("Cause     " + message(cause)));
  }

  /** Returns only the message of an exception in JSON. {@code --json} shows the stack trace. */
  private static String message(String cause) {
    try {
      if (Json.parse(cause) instanceof Map<?, ?> json
          && json.get("errorMessage") instanceof String message) {
        return message;
      }
    } catch (JsonParseException e) {
      // The cause is plain text already.
    }
    return cause;
  }

  static void printCalls(PrintWriter out, Cloud cloud) {
    String calls =
        cloud.ec2().calls().byAction().entrySet().stream()
            .map(call -> call.getKey() + " " + call.getValue())
            .collect(Collectors.joining(", "));
    out.println("Calls     " + (calls.isEmpty() ? "none" : calls));
  }

  static void printMessages(PrintWriter out, Cloud cloud) {
    for (Message message : cloud.messages()) {
      out.println();
      out.println("Published to " + message.topicArn());
      out.println("  Subject: " + message.subject());
      message.text().strip().lines().forEach(line -> out.println(("  " + line).stripTrailing()));
    }
  }

  /** The state that an event entered or left. */
  static Optional<String> stateOf(HistoryEvent event) {
    if (event.stateEnteredEventDetails() != null) {
      return Optional.of(event.stateEnteredEventDetails().name());
    }
    return Optional.ofNullable(event.stateExitedEventDetails()).map(details -> details.name());
  }
}
