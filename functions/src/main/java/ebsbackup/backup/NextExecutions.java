package ebsbackup.backup;

import ebsbackup.request.Plan;
import ebsbackup.request.VerifyRequest;
import java.util.Optional;

/**
 * The executions that a good run starts without waiting for them. Their names are derived from the
 * name of the run's execution, so starting one again does not create a second one.
 *
 * @param pruneName the name of the prune, if the plan has keep rules
 * @param verification absent if the plan does not ask for one
 */
public record NextExecutions(String pruneName, Optional<Verification> verification) {
  /** The most characters that Step Functions allows. */
  private static final int LONGEST_NAME = 80;

  /**
   * An execution of the verify workflow.
   *
   * @param input the input of the execution
   */
  public record Verification(String name, VerifyRequest input) {}

  static NextExecutions of(Plan plan, String executionName) {
    return new NextExecutions(
        name(executionName, "-prune"),
        plan.verify().map(input -> new Verification(name(executionName, "-verify"), input)));
  }

  private static String name(String executionName, String suffix) {
    int most = LONGEST_NAME - suffix.length();
    return executionName.substring(0, Math.min(most, executionName.length())) + suffix;
  }
}
