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
  /** The Step Functions quota of events per execution. */
  static final int MAX_EVENTS = 25_000;

  /** No data is ever truncated here, so all events share one instance. */
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

  /** The number of events so far, including forgotten ones. */
  int size() {
    return size;
  }

  /** Whether the events have not been forgotten. */
  boolean isComplete() {
    return events.size() == size;
  }

  /** Discards the events but keeps their number. */
  void forget() {
    events = List.of();
  }

  /** Whether only the event that ends the execution still fits. */
  boolean isFull() {
    return size >= MAX_EVENTS - 1;
  }

  /**
   * Adds an event and numbers it.
   *
   * @throws StatesError States.Runtime if only the event that ends the execution still fits, as on
   *     AWS
   */
  HistoryEvent add(HistoryEventType type, Instant at, HistoryEvent.Builder details) {
    if (isFull() && !LAST.contains(type)) {
      throw StatesError.named(
          StatesError.RUNTIME,
          "The execution reached the maximum number of history events (" + MAX_EVENTS + ").");
    }
    long id = ++size;
    // On AWS, the first state's event also has 0 as its previous event.
    long previous = id <= 2 ? 0 : id - 1;
    HistoryEvent event = details.type(type).id(id).previousEventId(previous).timestamp(at).build();
    events.add(event);
    return event;
  }
}
