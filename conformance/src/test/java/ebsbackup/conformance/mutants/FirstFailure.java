package ebsbackup.conformance.mutants;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the cases of a parameterized test after the first that fails: the mutant is killed. JUnit
 * makes one for each run of {@link Judges}, which asks for the extensions in {@code
 * META-INF/services}.
 */
public final class FirstFailure implements AfterTestExecutionCallback, ExecutionCondition {
  private boolean failed;

  @Override
  public void afterTestExecution(ExtensionContext test) {
    failed |= test.getExecutionException().isPresent();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
    return failed
        ? ConditionEvaluationResult.disabled("a case before it has failed")
        : ConditionEvaluationResult.enabled("no case has failed");
  }
}
