package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A lost tag of the user, or a mark that stays in silence. */
class UnmarkResourcesHandlerTest {
  private static final String WITHOUT_THE_TAG =
      """
      <R><volumeSet><item><volumeId>vol-old2</volumeId><volumeType>gp3</volumeType><size>8</size>
        <availabilityZone>eu-central-1b</availabilityZone><status>in-use</status>
      </item></volumeSet></R>
      """;

  private final CannedClients clients =
      new CannedClients(Map.of("DescribeVolumes", WITHOUT_THE_TAG));

  @Test
  void theTagThatMadeRoom_isPutBack() {
    UnmarkResourcesHandler.Output output = unmark();

    assertThat(output.unmarked()).isEqualTo(2);
    assertThat(output.problem()).isEmpty();
    assertPutBack();
  }

  @Test
  void aMarkThatCannotBeRemoved_isReported_andTheTagIsPutBackAllTheSame() {
    clients.refuse(400, "InvalidParameterValue");

    UnmarkResourcesHandler.Output output = unmark();

    assertThat(output.unmarked()).isEqualTo(1);
    assertThat(output.problem()).get().asString().contains("InvalidParameterValue");
    assertPutBack();
  }

  @Test
  void aReplacedVolumeThatAPersonHasDeleted_isSkipped_andEverythingElseIsDone() {
    clients.refuse(400, "InvalidVolume.NotFound");

    UnmarkResourcesHandler.Output output = unmark(true);

    assertThat(output).isEqualTo(new UnmarkResourcesHandler.Output(2, Optional.empty()));
    assertThat(clients.sent())
        .filteredOn(call -> call.contains("Tags"))
        .extracting(
            call -> call.replaceAll("(?s).*(CreateTags|DeleteTags).*?(vol-old.).*", "$1 $2"))
        .containsExactly(
            "CreateTags vol-old1",
            "CreateTags vol-old2",
            "DeleteTags vol-old1",
            "DeleteTags vol-old2",
            "CreateTags vol-old2");
    assertPutBack();
  }

  @Test
  void aVolumeThatIsDeletedBeforeItsTagIsPutBack_isSkipped() {
    clients.reply(200, "<R/>").reply(200, "<R/>").reply(200, WITHOUT_THE_TAG);
    clients.refuse(400, "InvalidVolume.NotFound");

    assertThat(unmark()).isEqualTo(new UnmarkResourcesHandler.Output(2, Optional.empty()));
    assertPutBack();
  }

  @Test
  void aReplacedVolumeThatCannotBeTagged_failsTheStep_becauseAnotherAttemptMaySucceed() {
    clients.refuse(400, "TagLimitExceeded");

    assertThatThrownBy(() -> unmark(true)).hasMessageContaining("TagLimitExceeded");
  }

  private UnmarkResourcesHandler.Output unmark() {
    return unmark(false);
  }

  private UnmarkResourcesHandler.Output unmark(boolean succeeded) {
    Clock clock = Clock.fixed(SamplePlans.START, ZoneOffset.UTC);
    RestorePlan plan = SamplePlans.swapWithTagSetAside("cost", "42", !succeeded);
    return new UnmarkResourcesHandler(new Wiring(clients, clock, Map.of()))
        .handleRequest(
            new UnmarkResourcesHandler.Input(
                plan, Optional.of(List.of("vol-old1", "vol-old2")), succeeded),
            null);
  }

  private void assertPutBack() {
    assertThat(clients.sent())
        .last()
        .asString()
        .contains("CreateTags", "ResourceId.1=vol-old2", "Tag.1.Key=cost", "Tag.1.Value=42");
  }
}
