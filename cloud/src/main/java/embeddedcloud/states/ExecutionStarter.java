package embeddedcloud.states;

import java.util.Optional;

/** Starts the executions that {@code states:startExecution} asks for. */
@FunctionalInterface
interface ExecutionStarter {
  /**
   * Starts an execution now.
   *
   * @param name empty: generates a name
   * @param input one JSON document
   */
  Execution start(String stateMachineArn, Optional<String> name, String input);
}
