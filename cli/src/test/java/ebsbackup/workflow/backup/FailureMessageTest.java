package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.plan;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The message about a failed run says how long the plan has been without a success. */
final class FailureMessageTest {
  private final TestCloud cloud = new TestCloud();

  @Test
  void theMessageNamesTheLastSuccessOfThePlan_notThatOfAnother() {
    cloud.launchWithData();
    Backup daily = cloud.backup(DAILY);
    cloud.pass(Duration.ofDays(1));
    Backup other = cloud.backup(plan("other", "{\"tags\": {\"Backup\": [\"daily\"]}}", ""));
    assertThat(other.report().plan()).isEqualTo("other");
    cloud.pass(Duration.ofDays(1));

    fail();

    assertThat(message())
        .contains("Last run of the plan that succeeded: " + daily.execution().startDate());
  }

  @Test
  void aPlanWithoutASuccess_saysSo() {
    cloud.launchWithData();

    fail();

    assertThat(message())
        .contains("Last run of the plan that succeeded: none among the latest executions");
  }

  private void fail() {
    cloud.faults().on("CreateSnapshots").always().refuse("UnauthorizedOperation");
    assertThat(cloud.backup(DAILY).status()).isEqualTo(Status.FAILED);
  }

  private String message() {
    return cloud.cloud().messages().getLast().text();
  }
}
