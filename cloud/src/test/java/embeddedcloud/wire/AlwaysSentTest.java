package embeddedcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** Empty lists and texts that EC2 sends are on the wire and in a saved world. */
class AlwaysSentTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20260301/eu-central-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final Endpoint endpoint = Endpoint.of(ec2);

  @TempDir private Path folder;

  @Test
  void createCalls_answerWithAnEmptyListOfTags() {
    String created = ask("Action=CreateVolume&AvailabilityZone=eu-central-1b&Size=1");
    assertThat(created).contains("<tagSet></tagSet>");
    clock.advance(Duration.ofMinutes(1));
    String id = ec2.contents().volumes().getFirst().volumeId();

    assertThat(ask("Action=CreateSnapshot&VolumeId=" + id)).contains("<tagSet></tagSet>");
  }

  @Test
  void aVolumeWithoutAttachments_isDescribedWithAnEmptyList() {
    ec2.add(new Ec2Contents(List.of(), List.of(bare()), List.of(), List.of()));

    assertThat(ask("Action=DescribeVolumes"))
        .contains("<attachmentSet></attachmentSet>")
        .contains("<snapshotId></snapshotId>")
        .contains("<multiAttachEnabled>false</multiAttachEnabled>");
  }

  @Test
  void aSavedWorld_hasThemToo() throws IOException {
    ec2.add(new Ec2Contents(List.of(), List.of(bare()), List.of(), List.of()));

    WorldCloud.save(ec2, clock, folder.resolve("saved"));

    assertThat(Files.readString(folder.resolve("saved/volumes.json")))
        .contains("\"Attachments\": []")
        .contains("\"SnapshotId\": \"\"");
  }

  private Volume bare() {
    return Volume.builder()
        .volumeId("vol-00000000000000001")
        .availabilityZone("eu-central-1b")
        .size(1)
        .volumeType("gp3")
        .state(VolumeState.AVAILABLE)
        .createTime(clock.instant())
        .build();
  }

  private String ask(String form) {
    return endpoint
        .answer(
            new WireRequest(
                "POST", "/", "", Map.of("Authorization", SIGNED), SdkBytes.fromUtf8String(form)))
        .body()
        .asUtf8String();
  }
}
