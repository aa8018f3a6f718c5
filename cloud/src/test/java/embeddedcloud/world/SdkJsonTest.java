package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

class SdkJsonTest {
  private static final Place PLACE = Place.file("it.json");

  private static Snapshot snapshot(String json) {
    return SdkJson.read(Json.parse(json), Snapshot.builder(), PLACE, unknown -> {});
  }

  @Test
  void print_isTheCliForm() {
    Snapshot snapshot =
        Snapshot.builder()
            .snapshotId("snap-12345678")
            .volumeSize(8)
            .encrypted(false)
            .state(SnapshotState.PENDING)
            .startTime(Instant.parse("2026-03-01T02:00:00Z"))
            .tags(Tag.builder().key("Backup").value("daily").build())
            .build();

    assertThat(SdkJson.print(snapshot))
        .isEqualTo(
            Map.of(
                "SnapshotId",
                "snap-12345678",
                "VolumeSize",
                8L,
                "Encrypted",
                false,
                "State",
                "pending",
                "StartTime",
                "2026-03-01T02:00:00+00:00",
                "Tags",
                List.of(Map.of("Key", "Backup", "Value", "daily"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T02:00:00+00:00",
        "2026-03-01T02:00:00Z",
        "2026-03-01T02:00:00.000Z",
        "2026-03-01T02:00:00.000000+00:00",
        "2026-03-01T03:00:00+01:00",
        "2026-02-28T21:00:00-05:00",
      })
  void read_acceptsEveryFormOfTheClisTimestamps(String text) {
    assertThat(snapshot("{\"StartTime\": \"" + text + "\"}").startTime())
        .isEqualTo(Instant.parse("2026-03-01T02:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T02:00:00+00:00",
        "2026-03-01T02:00:00.250000+00:00",
        "2026-03-01T02:00:00.000000001+00:00"
      })
  void print_writesInstantsAsTheCliDoes(String text) {
    String json = "{\"StartTime\":\"" + text + "\"}";

    assertThat(Json.print(SdkJson.print(snapshot(json)))).isEqualTo(json);
  }

  @Test
  void membersThatJavaReserves_haveTheClisNames() {
    Image image = Image.builder().publicLaunchPermissions(true).build();

    assertThat(SdkJson.print(image)).isEqualTo(Map.of("Public", true));
    assertThat(SdkJson.read(Map.of("Public", true), Image.builder(), PLACE, unknown -> {}))
        .isEqualTo(image);
  }

  @Test
  void read_leavesAbsentAndNullUnsetAndKeepsEmptyListsEmpty() {
    Snapshot snapshot = snapshot("{\"Description\": null, \"Tags\": []}");

    assertThat(snapshot.description()).isNull();
    assertThat(snapshot.snapshotId()).isNull();
    assertThat(snapshot.hasTags()).isTrue();
    assertThat(SdkJson.print(snapshot)).isEqualTo(Map.of("Tags", List.of()));
  }

  @Test
  void read_tellsUnknownMembersByPlace() {
    List<String> unknown = new ArrayList<>();

    SdkJson.read(
        Json.parse("{\"Moon\": 1, \"Tags\": [{\"Key\": \"a\", \"Locked\": true}]}"),
        Snapshot.builder(),
        PLACE.member("Snapshots").item(4),
        place -> unknown.add(place.toString()));

    assertThat(unknown)
        .containsExactly("it.json: Snapshots[4].Moon", "it.json: Snapshots[4].Tags[0].Locked");
  }

  @Test
  void read_keepsEnumValuesThatAreNewerThanTheSdk() {
    Snapshot snapshot = snapshot("{\"State\": \"melting\"}");

    assertThat(snapshot.stateAsString()).isEqualTo("melting");
    assertThat(SdkJson.print(snapshot)).isEqualTo(Map.of("State", "melting"));
  }

  @Test
  void read_ofTheWrongType_namesPlaceAndValue() {
    assertThatThrownBy(() -> snapshot("{\"Tags\": [{\"Key\": 5}]}"))
        .isInstanceOf(WorldException.class)
        .hasMessage("it.json: Tags[0].Key: expected a string, but was 5");
    assertThatThrownBy(() -> snapshot("[]")).hasMessage("it.json: expected an object, but was []");
    assertThatThrownBy(() -> snapshot("{\"Description\": [\"" + "x".repeat(200) + "\"]}"))
        .message()
        .startsWith("it.json: Description: expected a string, but was [\"xxx")
        .endsWith("...");
  }

  @Test
  void requestsAndOtherServices_areCodedToo() {
    CreateVolumeRequest request =
        CreateVolumeRequest.builder()
            .availabilityZone("eu-west-1b")
            .size(8)
            .clientToken("a-token")
            .build();
    assertThat(SdkJson.read(SdkJson.print(request), CreateVolumeRequest.builder(), PLACE, u -> {}))
        .isEqualTo(request);

    DescribeExecutionResponse execution =
        DescribeExecutionResponse.builder()
            .startDate(Instant.parse("2026-03-01T02:00:00.5Z"))
            .redriveCount(2)
            .build();
    assertThat(
            SdkJson.read(
                SdkJson.print(execution), DescribeExecutionResponse.builder(), PLACE, u -> {}))
        .isEqualTo(execution);
  }

  @Property(tries = 300)
  void print_thenRead_givesTheSame(
      @ForAll @StringLength(max = 40) String text,
      @ForAll int number,
      @ForAll boolean flag,
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long millis,
      @ForAll @Size(max = 4) List<@StringLength(max = 20) String> words) {
    Volume volume =
        Volume.builder()
            .volumeId(text)
            .iops(number)
            .encrypted(flag)
            .createTime(Instant.ofEpochMilli(millis))
            .state(text)
            .tags(words.stream().map(word -> Tag.builder().key(word).value(text).build()).toList())
            .build();

    Object json = Json.parse(Json.print(SdkJson.print(volume)));

    assertThat(
            SdkJson.read(
                json,
                Volume.builder(),
                PLACE,
                unknown -> {
                  throw new AssertionError(unknown);
                }))
        .isEqualTo(volume);
  }
}
