package ebsbackup.conformance.flows;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * One stay in a state, as the history tells it.
 *
 * @param states what {@code $states} held in the end: input and context, result and errorOutput if
 *     there were any
 * @param variables as they were when the state was entered
 * @param errors of each attempt that failed, in order
 * @param caught whether the last of them was caught
 * @param next empty: the execution ended here
 */
record Visit(
    String state,
    Map<String, Object> states,
    Map<String, Object> variables,
    List<String> errors,
    boolean caught,
    Optional<String> next) {

  static List<Visit> of(Execution execution) {
    return new History(execution).visits();
  }

  private static final class History {
    private final Execution execution;
    private final List<Visit> visits = new ArrayList<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    private String state = "";
    private Map<String, Object> states = new LinkedHashMap<>();
    private Map<String, Object> before = Map.of();
    private List<String> errors = new ArrayList<>();
    private boolean failed;

    History(Execution execution) {
      this.execution = execution;
    }

    List<Visit> visits() {
      execution.history().forEach(this::read);
      left(Optional.empty());
      return visits;
    }

    private void read(HistoryEvent event) {
      if (event.stateEnteredEventDetails() != null) {
        String entered = event.stateEnteredEventDetails().name();
        left(Optional.of(entered));
        state = entered;
        before = new LinkedHashMap<>(variables);
        errors = new ArrayList<>();
        failed = false;
        states = new LinkedHashMap<>();
        states.put("input", Json.parse(event.stateEnteredEventDetails().input()));
        states.put("context", context());
      }
      if (event.taskSucceededEventDetails() != null) {
        failed = false;
        states.put("result", Json.parse(event.taskSucceededEventDetails().output()));
      }
      if (event.taskFailedEventDetails() != null) {
        failed(event.taskFailedEventDetails().error(), event.taskFailedEventDetails().cause());
      }
      if (event.taskTimedOutEventDetails() != null) {
        failed(event.taskTimedOutEventDetails().error(), "");
      }
      if (event.evaluationFailedEventDetails() != null) {
        failed(
            event.evaluationFailedEventDetails().error(),
            event.evaluationFailedEventDetails().cause());
      }
      if (event.stateExitedEventDetails() != null) {
        event
            .stateExitedEventDetails()
            .assignedVariables()
            .forEach((name, json) -> variables.put(name, Json.parse(json)));
      }
    }

    private void failed(String error, String cause) {
      failed = true;
      errors.add(error);
      Map<String, Object> output = new LinkedHashMap<>();
      output.put("Error", error);
      output.put("Cause", cause);
      states.put("errorOutput", output);
    }

    private void left(Optional<String> next) {
      if (!state.isEmpty()) {
        boolean caught = failed && next.isPresent();
        visits.add(new Visit(state, states, before, List.copyOf(errors), caught, next));
      }
    }

    /** In a fixed order, so that every run changes the same things in it. */
    private Map<String, Object> context() {
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("Id", execution.arn());
      run.put("Input", Json.parse(execution.input()));
      run.put("Name", execution.name());
      run.put("RoleArn", execution.machine().roleArn());
      run.put("StartTime", execution.startDate().toString());
      run.put("RedriveCount", 0L);
      Map<String, Object> machine = new LinkedHashMap<>();
      machine.put("Id", execution.machine().arn());
      machine.put("Name", execution.machine().name());
      Map<String, Object> context = new LinkedHashMap<>();
      context.put("Execution", run);
      context.put("StateMachine", machine);
      return context;
    }
  }
}
