package ebsbackup.notify;

import java.util.Locale;

/** A workflow of a stack. The template names its state machine after the stack and the workflow. */
public enum Workflow {
  BACKUP("backup plan"),
  RESTORE("restore of plan"),
  PRUNE("prune of plan"),
  PULL("pull of plan"),
  VERIFY("verification of plan"),
  WATCH("measurement of plan");

  private static final String SEPARATOR = "-";

  private final String work;

  Workflow(String work) {
    this.work = work;
  }

  /**
   * The workflow of a state machine.
   *
   * @throws IllegalArgumentException if the name does not end with the name of a workflow
   */
  public static Workflow of(String stateMachineArn) {
    return valueOf(
        stateMachineArn
            .substring(stateMachineArn.lastIndexOf(SEPARATOR) + SEPARATOR.length())
            .toUpperCase(Locale.ROOT));
  }

  /** The ARN of this workflow's state machine in the same stack as the given one. */
  String arnInStackOf(String stateMachineArn) {
    return stateMachineArn.substring(0, stateMachineArn.lastIndexOf(SEPARATOR))
        + SEPARATOR
        + name().toLowerCase(Locale.ROOT);
  }

  /** What an execution does, worded to precede the name of a plan. */
  String work() {
    return work;
  }
}
