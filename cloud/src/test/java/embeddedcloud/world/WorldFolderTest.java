package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.ec2.Zone;
import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

class WorldFolderTest {
  private static final Path SMALL = Path.of("../worlds/small");
  private static final String WEB_DATA = "vol-0aeb000000000000f";

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void copySmall() throws IOException {
    folder = Files.createDirectory(temp.resolve("world"));
    try (Stream<Path> files = Files.list(SMALL)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void put(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }

  @Test
  void read_givesWhatTheCliPrinted() {
    World world = WorldFolder.read(SMALL);

    assertThat(world.time()).isEqualTo(Instant.parse("2026-03-01T01:55:00Z"));
    assertThat(world.region()).isEqualTo("eu-central-1");
    assertThat(world.account()).isEqualTo("123456789012");
    assertThat(world.zones())
        .extracting(Zone::name)
        .containsExactly("eu-central-1a", "eu-central-1b", "eu-central-1c");
    assertThat(world.zones().get(2).sortedVolumeTypes()).containsExactly("gp2", "gp3", "st1");
    assertThat(world.instances()).hasSize(3);
    assertThat(world.instances())
        .extracting(instance -> instance.state().nameAsString())
        .containsExactly("running", "running", "stopped");
    assertThat(world.instances())
        .filteredOn(
            instance ->
                instance.tags().stream()
                    .anyMatch(tag -> tag.key().equals("Backup") && tag.value().equals("daily")))
        .hasSize(2);
    assertThat(world.volumes()).extracting(Volume::size).contains(8, 20, 100, 50, 500);
    assertThat(world.snapshots())
        .extracting(Snapshot::startTime)
        .contains(Instant.parse("2026-02-14T19:42:11.250Z"));
    assertThat(world.images()).hasSize(1);
    assertThat(world.warnings()).isEmpty();
  }

  @Test
  void read_withoutWorldJson_derivesTheRest() throws IOException {
    Files.delete(folder.resolve("world.json"));

    World world = WorldFolder.read(folder);

    assertThat(world.time()).isEqualTo(Instant.parse("2026-02-14T19:42:11.250Z"));
    assertThat(world.region()).isEqualTo("eu-central-1");
    assertThat(world.account()).isEqualTo("123456789012");
    assertThat(world.zones()).containsExactly(new Zone("eu-central-1a"), new Zone("eu-central-1b"));
  }

  @Test
  void read_withoutWorldJsonAndTwoRegions_isRefused() throws IOException {
    Files.delete(folder.resolve("world.json"));
    String instances = Files.readString(folder.resolve("instances.json"));
    put("instances.json", instances.replace("eu-central-1a", "us-west-2-lax-1a"));

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessage(
            "instances.json: Reservations[1].Instances[0].Placement.AvailabilityZone:"
                + " us-west-2-lax-1a is in another Region than eu-central-1a");
  }

  @Test
  void read_takesTheNewestTimestampForTheTime() throws IOException {
    Path lone = Files.createDirectory(temp.resolve("lone"));
    Files.writeString(
        lone.resolve("snapshots.json"),
        """
        {"Snapshots": [{"SnapshotId": "snap-12345678", "VolumeId": "vol-12345678", "VolumeSize": 1,
          "State": "completed", "OwnerId": "111122223333", "Encrypted": false, "Progress": "100%",
          "StartTime": "2026-03-01T00:00:00Z", "CompletionTime": "2026-03-01T00:20:00Z"}]}
        """);
    Files.writeString(lone.resolve("volumes.json"), "{\"Volumes\": []}");
    Files.writeString(lone.resolve("world.json"), "{\"region\": \"eu-central-1\"}");

    assertThat(WorldFolder.read(lone).time()).isEqualTo(Instant.parse("2026-03-01T00:20:00Z"));
  }

  @Test
  void read_withoutAnythingThatTellsTheTime_isRefused() throws IOException {
    Path lone = Files.createDirectory(temp.resolve("lone"));
    Files.writeString(
        lone.resolve("volumes.json"),
        """
        {"Volumes": [{"VolumeId": "vol-12345678", "Size": 1, "State": "available",
          "VolumeType": "gp3", "AvailabilityZone": "eu-west-1a"}]}
        """);

    assertThatThrownBy(() -> WorldFolder.read(lone))
        .hasMessage("world.json: time: missing, and cannot be derived from a timestamp");

    Files.writeString(lone.resolve("world.json"), "{\"time\": \"2026-03-01T00:00:00Z\"}");
    assertThatThrownBy(() -> WorldFolder.read(lone))
        .hasMessage("world.json: account: missing, and cannot be derived from an OwnerId");
  }

  @Test
  void read_keepsUnknownMembersAsWarnings() throws IOException {
    String volumes = Files.readString(folder.resolve("volumes.json"));
    put("volumes.json", volumes.replaceFirst("\"Size\": 8,", "\"Size\": 8, \"Color\": \"red\","));
    put("snapshot.json", "{}");

    assertThat(WorldFolder.read(folder).warnings())
        .containsExactly(
            "snapshot.json: not part of a world, ignored",
            "volumes.json: Volumes[0].Color: not known to this release, ignored");
  }

  @Test
  void read_warnsOnceOfEachKindThatIsUnknown_andCounts() throws IOException {
    String volumes = Files.readString(folder.resolve("volumes.json"));
    int count = volumes.split("\"Size\":", -1).length - 1;
    put("volumes.json", volumes.replace("\"Size\":", "\"Newer\": {\"X\": 1}, \"Size\":"));
    String instances = Files.readString(folder.resolve("instances.json"));
    int mappings = instances.split("\"DeviceName\":", -1).length - 1;
    put("instances.json", instances.replace("\"DeviceName\":", "\"Newer\": 1, \"DeviceName\":"));
    Files.createDirectory(folder.resolve("notes"));
    put("snapshots/a.txt", "");
    put("snapshots/b.txt", "");

    assertThat(WorldFolder.read(folder).warnings())
        .containsExactly(
            "notes: not part of a world, ignored",
            "instances.json: Reservations[].Instances[].BlockDeviceMappings[].Newer, "
                + mappings
                + " times: not known to this release, ignored",
            "volumes.json: Volumes[].Newer, "
                + count
                + " times: not known to this release, ignored",
            "snapshots/*.txt, 2 times: not part of a world, ignored");
  }

  @Test
  void read_acceptsVolumesThatFargateTasksUse() throws IOException {
    String volumes = Files.readString(folder.resolve("volumes.json"));
    put(
        "volumes.json",
        volumes.replaceFirst(
            "\"Volumes\": \\[",
            """
            "Volumes": [
              { "VolumeId": "vol-0fa49a7e000000001", "Size": 20, "State": "in-use",
                "VolumeType": "gp3", "AvailabilityZone": "eu-central-1a", "Attachments": [
                  { "State": "attached", "InstanceOwningService": "ecs.amazonaws.com",
                    "AssociatedResource": "arn:aws:ecs:eu-central-1:123456789012:task/c/1" } ] },
            """));

    assertThat(WorldFolder.read(folder).volumes()).hasSize(8);
  }

  @Test
  void read_ofAFolderThatIsNotAWorld_isRefused() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertThatThrownBy(() -> WorldFolder.read(empty))
        .isInstanceOf(WorldException.class)
        .hasMessageEndingWith(
            "empty: is not a world: it has neither instances.json nor volumes.json");
    assertThatThrownBy(() -> WorldFolder.read(temp.resolve("absent")))
        .isInstanceOf(WorldException.class)
        .hasMessageEndingWith("absent: is not a folder");
  }

  @Test
  void read_ofTextThatIsNotJson_namesTheFileInOneLine() throws IOException {
    put("volumes.json", "{\"Volumes\": [");

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .message()
        .startsWith("volumes.json: is not JSON: ")
        .doesNotContain("\n");
  }

  @Test
  void read_findsContents() throws IOException {
    put("volumes/" + WEB_DATA + ".img", "hello");
    put("snapshots/snap-0db00000000000001.img", "world");

    World world = WorldFolder.read(folder);

    assertThat(world.volumeImages()).containsOnlyKeys(WEB_DATA);
    assertThat(world.volumeImages().get(WEB_DATA)).hasContent("hello");
    assertThat(world.snapshotImages().get("snap-0db00000000000001")).hasContent("world");
  }

  @Test
  void read_refusesContentsOfUnknownVolumesAndSnapshots() throws IOException {
    put("volumes/vol-0123456789abcdef0.img", "x");
    assertThatThrownBy(() -> WorldFolder.read(folder))
        .hasMessage(
            "volumes/vol-0123456789abcdef0.img: contents for vol-0123456789abcdef0, which is not in"
                + " volumes.json");

    Files.delete(folder.resolve("volumes/vol-0123456789abcdef0.img"));
    put("snapshots/snap-0123456789abcdef0.img", "x");
    assertThatThrownBy(() -> WorldFolder.read(folder))
        .hasMessageContaining("which is not in snapshots.json");
  }

  @Test
  void read_refusesContentsLargerThanTheVolume() throws IOException {
    Path image = folder.resolve("volumes/" + WEB_DATA + ".img");
    Files.createDirectory(image.getParent());
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(20L << 30);
      assertThat(WorldFolder.read(folder).volumeImages()).containsKey(WEB_DATA);
      file.setLength((20L << 30) + 1);
    }

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .hasMessage(
            "volumes/" + WEB_DATA + ".img: 21474836481 bytes, but " + WEB_DATA + " has 20 GiB");
  }

  @Test
  void write_thenRead_givesTheSameWorld() throws IOException {
    put("volumes/" + WEB_DATA + ".img", "hello");
    put("snapshots/snap-0db00000000000001.img", "world");
    World world = WorldFolder.read(folder);
    Path saved = temp.resolve("deep/saved");

    WorldWriter.write(world, saved);
    World again = WorldFolder.read(saved);

    assertThat(again.time()).isEqualTo(world.time());
    assertThat(again.region()).isEqualTo(world.region());
    assertThat(again.account()).isEqualTo(world.account());
    assertThat(again.zones()).isEqualTo(world.zones());
    assertThat(again.instances()).isEqualTo(world.instances());
    assertThat(again.volumes()).isEqualTo(world.volumes());
    assertThat(again.snapshots()).isEqualTo(world.snapshots());
    assertThat(again.images()).isEqualTo(world.images());
    assertThat(again.volumeImages().get(WEB_DATA)).hasContent("hello");
    assertThat(again.snapshotImages().get("snap-0db00000000000001")).hasContent("world");
    assertThat(again.warnings()).isEmpty();
  }

  @Test
  void write_keepsTheCliForm() throws IOException {
    WorldWriter.write(WorldFolder.read(folder), temp.resolve("saved"));

    for (String file : new String[] {"volumes.json", "snapshots.json", "images.json"}) {
      assertThat(Json.parse(Files.readString(temp.resolve("saved").resolve(file))))
          .isEqualTo(Json.parse(Files.readString(folder.resolve(file))));
    }
  }

  @Test
  void write_ofAWorldOfListingsOnly_makesNoOtherFiles() throws IOException {
    WorldWriter.write(WorldFolder.read(folder), temp.resolve("saved"));

    try (Stream<Path> files = Files.list(temp.resolve("saved"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "world.json", "instances.json", "volumes.json", "snapshots.json", "images.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"encryptedByDefault\": true}",
        "{\"defaultKmsKeyId\": \"alias/own\"}",
        "{\"recycleBinRetention\": \"PT168H\"}",
        "{\"keyAccess\": {\"a\": \"NO_DESCRIBE\"}}",
        "{\"copies\": {\"snap-1\": [\"snap-2\"]}}",
        "{\"booted\": {\"i-1\": \"2026-02-01T00:00:00Z\"}}"
      })
  void write_ofOneSetting_writesNoOther(String state) throws IOException {
    put("state.json", state);

    WorldWriter.write(WorldFolder.read(folder), temp.resolve("saved"));

    assertThat(Json.parse(Files.readString(temp.resolve("saved/state.json"))))
        .isEqualTo(Json.parse(state));
  }

  @Test
  void write_replacesAWorldEvenTheOneItWasReadFrom() throws IOException {
    put("volumes/" + WEB_DATA + ".img", "hello");
    World world = WorldFolder.read(folder);

    WorldWriter.write(world, folder);

    assertThat(WorldFolder.read(folder).volumeImages().get(WEB_DATA)).hasContent("hello");
    assertThat(temp).isDirectoryNotContaining(path -> !path.equals(folder));
  }

  @Test
  void write_refusesFoldersThatHoldSomethingElse() throws IOException {
    World world = WorldFolder.read(folder);
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> WorldWriter.write(world, other))
        .isInstanceOf(WorldException.class)
        .hasMessageEndingWith(
            "holds thesis.txt, which is not part of a world: save to another folder");
    assertThat(other.resolve("thesis.txt")).hasContent("years of work");

    put("volumes/notes.txt", "mine");
    assertThatThrownBy(() -> WorldWriter.write(world, folder)).hasMessageContaining("volumes");

    Path images = Files.createDirectories(temp.resolve("images/volumes")).getParent();
    assertThatThrownBy(() -> WorldWriter.write(world, images))
        .hasMessageEndingWith("is neither empty nor a world: save to another folder");

    Path file = Files.writeString(temp.resolve("file"), "x");
    assertThatThrownBy(() -> WorldWriter.write(world, file)).hasMessageEndingWith("not a folder");
  }

  @Test
  void write_thatBreaksLeavesTheOldWorld() throws IOException {
    World world = WorldFolder.read(folder);
    String before = Files.readString(folder.resolve("volumes.json"));

    assertThatThrownBy(
            () ->
                WorldWriter.write(
                    world,
                    folder,
                    Map.of(
                        WEB_DATA,
                        out -> {
                          out.write(1);
                          throw new IOException("disk full");
                        }),
                    Map.of()))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining("disk full");

    assertThat(folder.resolve("volumes.json")).hasContent(before.strip());
    assertThat(temp).isDirectoryNotContaining(path -> !path.equals(folder));
  }

  @Test
  void write_savesZerosWithoutTakingRoom() throws IOException {
    World world = WorldFolder.read(folder);
    byte[] zeros = new byte[1 << 20];
    byte[] data = new byte[777];
    Arrays.fill(data, (byte) 7);
    WorldWriter.write(
        world,
        folder,
        Map.of(
            WEB_DATA,
            out -> {
              for (int i = 0; i < 64; i++) {
                out.write(zeros);
              }
              out.write(data);
              out.write(0);
            }),
        Map.of());

    Path image = folder.resolve("volumes/" + WEB_DATA + ".img");
    byte[] read = Files.readAllBytes(image);
    assertThat(read).hasSize((64 << 20) + 778);
    assertThat(Arrays.mismatch(Arrays.copyOf(read, 64 << 20), new byte[64 << 20])).isEqualTo(-1);
    assertThat(Arrays.copyOfRange(read, 64 << 20, read.length - 1)).isEqualTo(data);
  }

  @Test
  void instancesOfOneReservation_areAllRead() throws IOException {
    Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(folder.resolve("instances.json")));
    assertThat(json.toString()).contains("ReservationId");

    assertThat(WorldFolder.read(folder).instances())
        .extracting(Instance::instanceId)
        .containsExactly("i-0aeb0000000000001", "i-0db00000000000001", "i-0ba7c400000000001");
  }
}
