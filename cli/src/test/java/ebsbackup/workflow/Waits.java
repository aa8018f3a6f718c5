package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Every wait of an execution is as long as the step before it asked for. The fixtures check it. */
public final class Waits {
  /** Until what a run has made a moment ago is in every listing. */
  private static final Map<String, Long> FIXED =
      Map.of("Let Snapshots Appear", 60L, "Let Volumes Appear", 60L);

  private Waits() {}

  public static void areAsAskedFor(Execution execution) {
    long asked = 0;
    long deferred = 0;
    Instant entered = execution.startDate();
    for (HistoryEvent event : execution.history()) {
      switch (event.typeAsString()) {
        case "TaskSucceeded" -> {
          Object answer = Json.parse(event.taskSucceededEventDetails().output());
          if (at(answer, "Payload", "waitSeconds") instanceof Long seconds) {
            asked = seconds;
          }
          if (at(answer, "Payload", "progress", "deferSeconds") instanceof Long seconds) {
            deferred = seconds;
          }
        }
        case "WaitStateEntered" -> entered = event.timestamp();
        case "WaitStateExited" -> {
          String name = event.stateExitedEventDetails().name();
          assertThat(Duration.between(entered, event.timestamp()))
              .as(name)
              .isEqualTo(Duration.ofSeconds(seconds(execution, name, asked, deferred)));
        }
        default -> {}
      }
    }
  }

  private static long seconds(Execution execution, String wait, long asked, long deferred) {
    boolean backup = execution.machine().name().endsWith("-backup");
    return switch (wait) {
      case "Let Deliveries Meet" -> execution.input().contains("\"scheduledTime\"") ? 30 : 0;
      case "Wait For Volumes" -> backup ? deferred : asked;
      default -> FIXED.getOrDefault(wait, asked);
    };
  }

  private static Object at(Object value, String... path) {
    return DeployedStack.at(value, path);
  }
}
