package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Starts executions of one state machine. */
public final class ExecutionStarter {
  private final SfnClient sfn;
  private final String stateMachineArn;

  ExecutionStarter(SfnClient sfn, String stateMachineArn) {
    this.sfn = sfn;
    this.stateMachineArn = stateMachineArn;
  }

  /**
   * Starts an execution. If one with the same name and input is already running, it counts as
   * started.
   *
   * @param name the name, with which Step Functions starts only one execution within 90 days
   * @param input a JSON document
   * @return {@code false} if an execution of that name has ended or has another input
   * @throws AwsCallException if Step Functions did not start it for another reason
   */
  public boolean start(String name, String input) {
    try {
      Calls.call(
          "StartExecution",
          () ->
              sfn.startExecution(
                  request -> request.stateMachineArn(stateMachineArn).name(name).input(input)));
      return true;
    } catch (RefusedException e) {
      if (e.code().equals("ExecutionAlreadyExists")) {
        return false;
      }
      throw e;
    }
  }
}
