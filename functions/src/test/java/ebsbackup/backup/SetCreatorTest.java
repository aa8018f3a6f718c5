package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SetCreatorTest {
  @Test
  void aVolumeOnItsOwn_hasTheDescriptionAndTheTagsOfThePlan() {
    CannedClients clients =
        new CannedClients(Map.of("CreateSnapshot", "<R><volumeId>vol-1</volumeId></R>"));
    SetTags set = new SetTags("daily", "daily/1", Samples.volumeId(1), List.of());

    List<String> created =
        new SetCreator(new Wiring(clients, Clock.systemUTC(), Map.of()))
            .create(
                new SetPlan.OfVolume(
                    Samples.volumeId(1), set, Map.of("team", "shop"), "nightly", List.of()));

    assertThat(created).containsExactly("vol-1");
    assertThat(clients.sent())
        .singleElement()
        .asString()
        .contains(
            "Description=nightly",
            "VolumeId=" + Samples.volumeId(1),
            "Tag.1.Key=team",
            "Tag.1.Value=shop");
  }
}
