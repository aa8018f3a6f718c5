package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A volume that an earlier attempt created is used again, and no other one. */
class CreateVolumesHandlerTest {
  private static final Instant NOW = SamplePlans.START.plusSeconds(300);
  private static final RestorePlan PLAN = SamplePlans.create();

  private final CannedClients clients = new CannedClients(Map.of());

  @Test
  void theVolumesOfAnEarlierAttempt_areUsedAgain() {
    tagged(
        volume("vol-2", "snap-2", "eu-central-1b", "available"),
        volume("vol-1", "snap-1", "eu-central-1b", "creating"));

    assertThat(handle()).isEqualTo(output("vol-1", "vol-2"));

    assertThat(clients.sent()).hasSize(1);
  }

  /** Anyone may set the tag of the restore. */
  @Test
  void aVolumeThatFailed_orThatTheRestoreCannotHaveCreated_isNotUsed() {
    tagged(
        volume("vol-1", "snap-1", "eu-central-1b", "error"),
        volume("vol-2", "snap-2", "eu-central-1a", "available"),
        volume("vol-3", "snap-3", "eu-central-1b", "available"));
    clients
        .reply(200, "<R><volumeId>vol-4</volumeId></R>")
        .reply(200, "<R><volumeId>vol-5</volumeId></R>");

    assertThat(handle()).isEqualTo(output("vol-4", "vol-5"));

    assertThat(clients.sent().subList(1, 3)).containsExactly(request(0), request(1));
  }

  private void tagged(String... volumes) {
    clients.reply(200, "<R><volumeSet>%s</volumeSet></R>".formatted(String.join("", volumes)));
  }

  private static String volume(String id, String snapshotId, String zone, String state) {
    return """
    <item>
      <volumeId>%s</volumeId><volumeType>gp3</volumeType><size>8</size>
      <availabilityZone>%s</availabilityZone><status>%s</status>
      <snapshotId>%s</snapshotId>
    </item>
    """
        .formatted(id, zone, state, snapshotId);
  }

  private CreateVolumesHandler.Output handle() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new CreateVolumesHandler(new Wiring(clients, clock, Map.of()))
        .handleRequest(new CreateVolumesHandler.Input(PLAN, 7), null);
  }

  private static String request(int number) {
    PlannedVolume volume = PLAN.volumes().get(number);
    return """
    ec2.eu-central-1 CreateVolume
    AvailabilityZone=eu-central-1b
    ClientToken=%s
    Size=8
    SnapshotId=%s
    TagSpecification.1.ResourceType=volume
    TagSpecification.1.Tag.1.Key=ebs-backup:restore
    TagSpecification.1.Tag.1.Value=r@2026-03-03T09:00:00Z
    VolumeType=gp3"""
        .formatted(PLAN.clientToken(volume, 7), volume.snapshotId());
  }

  private static CreateVolumesHandler.Output output(String first, String second) {
    return new CreateVolumesHandler.Output(
        List.of(
            RestoredVolume.created(first, PLAN.volumes().getFirst()),
            RestoredVolume.created(second, PLAN.volumes().getLast())),
        NOW,
        PLAN.afterCreation());
  }
}
