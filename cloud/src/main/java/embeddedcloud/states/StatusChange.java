package embeddedcloud.states;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The EventBridge event "Step Functions Execution Status Change". */
final class StatusChange {
  /**
   * The most escaped bytes of input and output together that an EventBridge event includes: 248
   * KiB.
   */
  private static final int MAX_DATA = 248 * 1024;

  private StatusChange() {}

  static Map<String, Object> of(Execution execution, UUID id, Instant now) {
    StateMachine machine = execution.machine();
    int outputBytes = execution.output().map(StatusChange::escaped).orElse(0);
    boolean outputFits = outputBytes <= MAX_DATA;
    boolean inputFits = escaped(execution.input()) + (outputFits ? outputBytes : 0) <= MAX_DATA;
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("executionArn", execution.arn());
    detail.put("stateMachineArn", machine.arn());
    detail.put("name", execution.name());
    detail.put("status", execution.status().toString());
    detail.put("startDate", execution.startDate().toEpochMilli());
    detail.put("stopDate", execution.stopDate().map(Instant::toEpochMilli).orElse(null));
    detail.put("input", inputFits ? execution.input() : null);
    detail.put("inputDetails", Map.of("included", inputFits));
    detail.put("output", outputFits ? execution.output().orElse(null) : null);
    detail.put(
        "outputDetails", execution.output().isPresent() ? Map.of("included", outputFits) : null);
    detail.put("error", execution.error().orElse(null));
    detail.put("cause", execution.cause().orElse(null));
    detail.put("redriveCount", (long) execution.redriveCount());
    detail.put("redriveDate", execution.redriveDate().map(Instant::toEpochMilli).orElse(null));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("version", "0");
    event.put("id", id.toString());
    event.put("detail-type", "Step Functions Execution Status Change");
    event.put("source", "aws.states");
    event.put("account", machine.account());
    event.put("time", now.truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("region", machine.region());
    event.put("resources", List.of(execution.arn()));
    event.put("detail", detail);
    return event;
  }

  /**
   * The size of a JSON text as a JSON string, in bytes. The only control characters of a JSON text
   * are tabs and line ends.
   */
  private static int escaped(String json) {
    int bytes = 2 + Payload.utf8Length(json);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"' || c == '\\' || c < ' ') {
        bytes++;
      } else if (c == '\u2028' || c == '\u2029') {
        bytes += 3;
      }
    }
    return bytes;
  }
}
