package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task of another restore that is taken for the task of this one. */
class PlaceVolumesHandlerTest {
  private static final String SWAP_OF_RUNNING_ROOT =
      """
      "mode": "swap",
      "placing": {"rootDevice": "/dev/xvda", "running": true, "stop": false, "rootByTask": true,
        "assignments": [
          {"snapshotId": "snap-1", "device": "/dev/xvda", "deleteOnTermination": true,
           "replaces": {"volumeId": "vol-old1", "deleteOnTermination": true}}]}
      """;

  private static final String INSTANCE =
      """
      <R><reservationSet><item><instancesSet><item>
        <instanceId>%s</instanceId><instanceState><name>running</name></instanceState>
        <placement><availabilityZone>eu-central-1b</availabilityZone></placement>
        <rootDeviceName>/dev/xvda</rootDeviceName>
      </item></instancesSet></item></reservationSet></R>
      """
          .formatted(Samples.INSTANCE_ID);

  private static final String VOLUMES =
      """
      <R><volumeSet>
        <item><volumeId>vol-new1</volumeId><volumeType>gp3</volumeType><size>8</size>
          <availabilityZone>eu-central-1b</availabilityZone><status>available</status></item>
        <item><volumeId>vol-old1</volumeId><volumeType>gp3</volumeType><size>8</size>
          <availabilityZone>eu-central-1b</availabilityZone><status>in-use</status>
          <attachmentSet><item><instanceId>%s</instanceId><device>/dev/xvda</device>
            <deleteOnTermination>true</deleteOnTermination><status>attached</status>
          </item></attachmentSet></item>
      </volumeSet></R>
      """
          .formatted(Samples.INSTANCE_ID);

  @ParameterizedTest
  @CsvSource({
    "failed, r@2026-03-03T09:00:00Z, forward, false",
    "failed, another@2026-03-03T08:00:00Z, forward, true",
    "failed, r@2026-03-03T09:00:00Z, back, true",
    "succeeded, r@2026-03-03T09:00:00Z, forward, true"
  })
  void onlyAFailedTaskOfThisMove_endsIt(
      String state, String restore, String direction, boolean goesOn) {
    MoveProgress progress = place(state, restore, direction);

    assertThat(progress.problem().isEmpty()).isEqualTo(goesOn);
    assertThat(progress.did().isEmpty()).isNotEqualTo(goesOn);
  }

  /** EC2 replaces a root volume one task at a time. */
  @ParameterizedTest
  @CsvSource({
    "pending, r@2026-03-03T09:00:00Z, forward",
    "in-progress, another@2026-03-03T08:00:00Z, forward",
    "failing, r@2026-03-03T09:00:00Z, back"
  })
  void anActiveTaskOfAnyMove_isWaitedFor(String state, String restore, String direction) {
    MoveProgress progress = place(state, restore, direction);

    assertThat(progress.finished()).isFalse();
    assertThat(progress.did()).isEmpty();
    assertThat(progress.waitingFor()).isPresent();
  }

  /** A call whose reply is lost may have taken effect, so it does not count against the limit. */
  @ParameterizedTest
  @CsvSource({"400, true", "500, false"})
  void onlyARefusal_countsAsOne(int status, boolean refused) {
    CannedClients clients = new CannedClients(Map.of());
    clients.reply(200, INSTANCE).reply(200, VOLUMES).reply(200, VOLUMES).reply(200, "<R/>");
    clients.refuse(status, status == 400 ? "IncorrectState" : "InternalError");

    MoveProgress progress = place(clients, 3);

    assertThat(progress.finished()).isEqualTo(refused);
    assertThat(progress.did())
        .singleElement()
        .asString()
        .endsWith(refused ? " (refused)" : " (no answer)");
  }

  private static MoveProgress place(String state, String restore, String direction) {
    String task =
        """
        <R><replaceRootVolumeTaskSet><item>
          <replaceRootVolumeTaskId>task-1</replaceRootVolumeTaskId><taskState>%s</taskState>
          <tagSet>
            <item><key>ebs-backup:restore</key><value>%s</value></item>
            <item><key>ebs-backup:restore-direction</key><value>%s</value></item>
          </tagSet>
        </item></replaceRootVolumeTaskSet></R>
        """
            .formatted(state, restore, direction);
    CannedClients clients =
        new CannedClients(
            Map.of(
                "DescribeInstances", INSTANCE,
                "DescribeVolumes", VOLUMES,
                "DescribeReplaceRootVolumeTasks", task));
    return place(clients, 0);
  }

  private static MoveProgress place(CannedClients clients, int refusals) {
    Clock clock = Clock.fixed(SamplePlans.START, ZoneOffset.UTC);
    return new PlaceVolumesHandler(new Wiring(clients, clock, Map.of()))
        .handleRequest(
            new VolumeMover.Input(
                SamplePlans.plan(SWAP_OF_RUNNING_ROOT),
                SamplePlans.made(),
                Optional.empty(),
                0,
                refusals),
            null);
  }
}
