package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.ec2.Ec2Hidden;
import embeddedcloud.ec2.Ec2State;
import embeddedcloud.ec2.Zone;
import embeddedcloud.kms.KeyListing;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/**
 * What is derived from the listings if {@code world.json} does not specify it. The item that
 * decides is never the first one.
 */
class DerivationTest {
  private static final String OLD = "2026-01-01T00:00:00Z";
  private static final String NEW = "2026-02-01T00:00:00Z";
  private static final String ACCOUNT = "111122223333";

  private static Instant at(String when, String item) {
    return when.equals(item) ? Instant.parse(NEW) : Instant.parse(OLD);
  }

  private static Listing listing(
      List<Reservation> reservations,
      List<Volume> volumes,
      List<Snapshot> snapshots,
      List<Image> images) {
    return new Listing(
        reservations,
        volumes,
        snapshots,
        images,
        List.of(),
        KeyListing.NONE,
        new Ec2State(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Ec2Hidden.NONE));
  }

  private static Settings settings(String time, String region, String account) {
    return new Settings(
        Optional.ofNullable(time).map(Instant::parse),
        Optional.ofNullable(region),
        Optional.ofNullable(account),
        Optional.empty(),
        List.of());
  }

  private static Reservation reservation(String owner, Instance... instances) {
    return Reservation.builder().ownerId(owner).instances(instances).build();
  }

  private static Instance instance(String zone) {
    return Instance.builder().placement(p -> p.availabilityZone(zone)).build();
  }

  private static Volume volume(String zone) {
    return Volume.builder().availabilityZone(zone).build();
  }

  private static InstanceBlockDeviceMapping mapping(Instant attached) {
    return InstanceBlockDeviceMapping.builder().ebs(e -> e.attachTime(attached)).build();
  }

  /** Each kind of timestamp is the newest in turn; some items have none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "launch",
        "launch in the last reservation",
        "mapping",
        "volume",
        "attachment",
        "snapshot's start",
        "snapshot's end",
        "image"
      })
  void theNewestTimestampOfAnyKind_isTheTime(String newest) {
    Instance bare = Instance.builder().build();
    Instance full =
        Instance.builder()
            .launchTime(at(newest, "launch"))
            .blockDeviceMappings(
                InstanceBlockDeviceMapping.builder().deviceName("/dev/sdb").build(),
                mapping(null),
                mapping(at(newest, "mapping")))
            .build();
    Instance last =
        Instance.builder().launchTime(at(newest, "launch in the last reservation")).build();
    Volume attached =
        Volume.builder()
            .createTime(at(newest, "volume"))
            .attachments(
                VolumeAttachment.builder().build(),
                VolumeAttachment.builder().attachTime(at(newest, "attachment")).build())
            .build();
    Snapshot snapshot =
        Snapshot.builder()
            .startTime(at(newest, "snapshot's start"))
            .completionTime(at(newest, "snapshot's end"))
            .build();
    Image image = Image.builder().creationDate(at(newest, "image").toString()).build();

    Listing listing =
        listing(
            List.of(reservation(null, bare, full), reservation(null, last)),
            List.of(Volume.builder().build(), attached),
            List.of(Snapshot.builder().build(), snapshot),
            List.of(Image.builder().build(), image));

    assertThat(Derivation.of(settings(null, "eu-central-1", ACCOUNT), listing).time())
        .isEqualTo(Instant.parse(NEW));
  }

  @Test
  void anImageWithAnInvalidDate_isNamed() {
    Image none = Image.builder().build();
    Image wrong = Image.builder().creationDate("yesterday").build();
    Listing listing = listing(List.of(), List.of(), List.of(), List.of(none, wrong));

    assertRefused(
        settings(null, "eu-central-1", ACCOUNT),
        listing,
        "images.json: Images[1].CreationDate: expected a timestamp such as"
            + " 2026-03-01T02:00:00+00:00, but was \"yesterday\"");
  }

  @Test
  void withoutATimestamp_theTimeIsMissing() {
    Listing listing =
        listing(
            List.of(reservation(ACCOUNT, Instance.builder().build())),
            List.of(Volume.builder().build()),
            List.of(Snapshot.builder().build()),
            List.of(Image.builder().build()));

    assertRefused(
        settings(null, "eu-central-1", ACCOUNT),
        listing,
        "world.json: time: missing, and cannot be derived from a timestamp");
  }

  /** Owners are separated by spaces; a dash stands for an owner that is not set. */
  @ParameterizedTest
  @CsvSource({
    "- 111122223333, 444455556666, 444455556666",
    "-, - self 111122223333, 444455556666",
    "-, -, - amazon 111122223333"
  })
  void theFirstOwnerThatIsAnAccount_isTheAccount(
      String ofReservations, String ofSnapshots, String ofImages) {
    Listing listing = owned(ofReservations, ofSnapshots, ofImages);

    assertThat(Derivation.of(settings(OLD, "eu-central-1", null), listing).account())
        .isEqualTo("111122223333");
  }

  @Test
  void withoutAnOwnerThatIsAnAccount_theAccountIsMissing() {
    assertRefused(
        settings(OLD, "eu-central-1", null),
        owned("-", "self 1111", "amazon -"),
        "world.json: account: missing, and cannot be derived from an OwnerId");
  }

  private static Listing owned(String ofReservations, String ofSnapshots, String ofImages) {
    return listing(
        owners(ofReservations).map(owner -> reservation(owner)).toList(),
        List.of(),
        owners(ofSnapshots).map(owner -> Snapshot.builder().ownerId(owner).build()).toList(),
        owners(ofImages).map(owner -> Image.builder().ownerId(owner).build()).toList());
  }

  private static Stream<String> owners(String words) {
    return Arrays.stream(words.split(" ", -1)).map(word -> word.equals("-") ? null : word);
  }

  @Test
  void theZonesOfInstancesAndVolumes_areTheZones_andTellTheRegion() {
    Listing listing =
        listing(
            List.of(
                reservation(ACCOUNT, Instance.builder().build(), instance(null)),
                reservation(ACCOUNT, instance("us-gov-east-1c"), instance("us-gov-east-1b"))),
            List.of(volume(null), volume("us-gov-east-1c"), volume("us-gov-east-1a")),
            List.of(),
            List.of());

    assertThat(Derivation.of(settings(OLD, null, ACCOUNT), listing))
        .isEqualTo(
            new Derivation(
                Instant.parse(OLD),
                "us-gov-east-1",
                ACCOUNT,
                List.of(
                    new Zone("us-gov-east-1a"),
                    new Zone("us-gov-east-1b"),
                    new Zone("us-gov-east-1c"))));
  }

  @Test
  void aZoneOfAnotherRegion_isNotAmongTheZonesOfTheWorld() {
    Listing listing = zones(volume("eu-west-1a"), volume("eu-central-1b"), volume("Frankfurt"));

    assertThat(Derivation.of(settings(OLD, "eu-central-1", ACCOUNT), listing).zones())
        .containsExactly(new Zone("eu-central-1b"));
  }

  @Test
  void aZoneThatDoesNotTellTheRegion_isRefusedAtItsFirstPlace() {
    Settings settings = settings(OLD, null, ACCOUNT);

    assertRefused(
        settings,
        zones(volume("eu-central-1a"), volume("eu-west-1a"), volume("eu-west-1a")),
        "volumes.json: Volumes[1].AvailabilityZone: eu-west-1a is in another Region than"
            + " eu-central-1a");
    assertRefused(
        settings,
        zones(volume("eu-central-1a"), volume("Frankfurt"), volume("Frankfurt")),
        "volumes.json: Volumes[1].AvailabilityZone: expected a zone such as eu-central-1a, but was"
            + " \"Frankfurt\"");
    assertRefused(
        settings,
        listing(
            List.of(
                reservation(ACCOUNT, instance("eu-west-1a")),
                reservation(ACCOUNT, instance("eu-central-1a"), instance("eu-north-1a"))),
            List.of(volume("eu-north-1a")),
            List.of(),
            List.of()),
        "instances.json: Reservations[1].Instances[1].Placement.AvailabilityZone: eu-north-1a is in"
            + " another Region than eu-central-1a");
    assertRefused(
        settings,
        zones(volume(null)),
        "world.json: region: missing, and cannot be derived from a zone");
  }

  private static Listing zones(Volume... volumes) {
    return listing(List.of(), List.of(volumes), List.of(), List.of());
  }

  private static void assertRefused(Settings settings, Listing listing, String message) {
    assertThatThrownBy(() -> Derivation.of(settings, listing))
        .isInstanceOf(WorldException.class)
        .hasMessage(message);
  }
}
