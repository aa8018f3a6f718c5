package ebsbackup.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkflowTest {
  private static final String BACKUP =
      "arn:aws:states:eu-central-1:123456789012:stateMachine:my-stack-backup";

  @ParameterizedTest
  @EnumSource(Workflow.class)
  void isKnownByTheNameOfItsStateMachine(Workflow workflow) {
    assertThat(Workflow.of(workflow.arnInStackOf(BACKUP))).isEqualTo(workflow);
  }

  @Test
  void theStateMachinesOfAStackBeginWithItsName() {
    assertThat(Workflow.PULL.arnInStackOf(BACKUP)).endsWith(":my-stack-pull");
  }

  @Test
  void aStackThatIsNamedLikeAWorkflow_keepsItsName() {
    String watch = BACKUP.replace("my-stack-backup", "watch-the-backup-watch");

    assertThat(Workflow.of(watch)).isEqualTo(Workflow.WATCH);
    assertThat(Workflow.BACKUP.arnInStackOf(watch)).endsWith(":watch-the-backup-backup");
  }
}
