package embeddedcloud.states;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventExecutionDataDetails;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** The events of one execution, as GetExecutionHistory returns them. */
final class History {
  /** Step Functions' quota of events an execution. */
  static final int MAX_EVENTS = 25_000;

  /** Nothing here is ever cut short, so one instance serves all events. */
  static final HistoryEventExecutionDataDetails COMPLETE =
      HistoryEventExecutionDataDetails.builder().truncated(false).build();

  private static final Set<HistoryEventType> LAST =
      Set.of(
          HistoryEventType.EXECUTION_SUCCEEDED,
          HistoryEventType.EXECUTION_FAILED,
          HistoryEventType.EXECUTION_TIMED_OUT,
          HistoryEventType.EXECUTION_ABORTED);

  private List<HistoryEvent> events = new ArrayList<>();
  private int size;

  List<HistoryEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /** How many there have been. */
  int size() {
    return size;
  }

  /** Whether the events are still here. */
  boolean isComplete() {
    return events.size() == size;
  }

  /** Gives up the events; their number stays. */
  void forget() {
    events = List.of();
  }

  /** Whether only the event that ends the execution still fits. */
  boolean isFull() {
    return size >= MAX_EVENTS - 1;
  }

  /**
   * Adds the event with its number.
   *
   * @throws StatesError States.Runtime when only the execution's end still fits, as on AWS
   */
  HistoryEvent add(HistoryEventType type, Instant at, HistoryEvent.Builder details) {
    if (isFull() && !LAST.contains(type)) {
      throw StatesError.named(
          StatesError.RUNTIME,
          "The execution reached the maximum number of history events (" + MAX_EVENTS + ").");
    }
    long id = ++size;
    // On AWS the first state's event, too, names 0 as the one before.
    long previous = id <= 2 ? 0 : id - 1;
    HistoryEvent event = details.type(type).id(id).previousEventId(previous).timestamp(at).build();
    events.add(event);
    return event;
  }
}
