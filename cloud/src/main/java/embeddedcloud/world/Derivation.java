package embeddedcloud.world;

import embeddedcloud.ec2.Zone;
import embeddedcloud.json.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/**
 * Determines the world's time, Region, account and zones. {@code world.json} takes precedence.
 * Otherwise they come from the listings: the newest instant, the Region in the names of the zones,
 * and the owner of the reservations, snapshots or images.
 */
record Derivation(Instant time, String region, String account, List<Zone> zones) {
  private static final Place WORLD = Place.file(Settings.FILE);

  static Derivation of(Settings settings, Listing listing) {
    Map<String, Place> zones = zonesOf(listing);
    String region = settings.region().orElseGet(() -> onlyRegion(zones));
    return new Derivation(
        settings.time().orElseGet(() -> newest(listing)),
        region,
        settings.account().orElseGet(() -> owner(listing)),
        settings.zones().orElseGet(() -> zonesIn(region, zones.keySet())));
  }

  /**
   * Leaves out zones of other Regions. {@link Contradictions} refuses them where they are named.
   */
  private static List<Zone> zonesIn(String region, Set<String> zones) {
    return zones.stream()
        .filter(zone -> Settings.regionOf(zone).equals(Optional.of(region)))
        .map(Zone::new)
        .toList();
  }

  private static Map<String, Place> zonesOf(Listing listing) {
    Map<String, Place> zones = new TreeMap<>();
    for (int r = 0; r < listing.reservations().size(); r++) {
      List<Instance> instances = listing.reservations().get(r).instances();
      for (int i = 0; i < instances.size(); i++) {
        Place place = Listing.instance(r, i).member("Placement").member("AvailabilityZone");
        if (instances.get(i).placement() != null
            && instances.get(i).placement().availabilityZone() != null) {
          zones.putIfAbsent(instances.get(i).placement().availabilityZone(), place);
        }
      }
    }
    for (int v = 0; v < listing.volumes().size(); v++) {
      String zone = listing.volumes().get(v).availabilityZone();
      if (zone != null) {
        zones.putIfAbsent(zone, Listing.volume(v).member("AvailabilityZone"));
      }
    }
    return zones;
  }

  private static String onlyRegion(Map<String, Place> zones) {
    Map<String, String> zoneByRegion = new LinkedHashMap<>();
    zones.forEach(
        (zone, place) -> {
          String region =
              Settings.regionOf(zone)
                  .orElseThrow(() -> SdkJson.mismatch("a zone such as eu-central-1a", zone, place));
          zoneByRegion.putIfAbsent(region, zone);
          if (zoneByRegion.size() > 1) {
            throw new WorldException(
                place, zone + " is in another Region than " + zones.keySet().iterator().next());
          }
        });
    return zoneByRegion.keySet().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new WorldException(
                    WORLD.member("region"), "missing, and cannot be derived from a zone"));
  }

  private static String owner(Listing listing) {
    return Stream.of(
            listing.reservations().stream().map(Reservation::ownerId),
            listing.snapshots().stream().map(snapshot -> snapshot.ownerId()),
            listing.images().stream().map(Image::ownerId))
        .flatMap(owners -> owners)
        .filter(owner -> owner != null && Settings.isAccount(owner))
        .findFirst()
        .orElseThrow(
            () ->
                new WorldException(
                    WORLD.member("account"), "missing, and cannot be derived from an OwnerId"));
  }

  private static Instant newest(Listing listing) {
    List<Instant> instants = new ArrayList<>();
    for (Reservation reservation : listing.reservations()) {
      for (Instance instance : reservation.instances()) {
        instants.add(instance.launchTime());
        instance.blockDeviceMappings().stream()
            .map(InstanceBlockDeviceMapping::ebs)
            .filter(Objects::nonNull)
            .map(EbsInstanceBlockDevice::attachTime)
            .forEach(instants::add);
      }
    }
    for (Volume volume : listing.volumes()) {
      instants.add(volume.createTime());
      volume.attachments().stream().map(VolumeAttachment::attachTime).forEach(instants::add);
    }
    listing
        .snapshots()
        .forEach(
            snapshot -> {
              instants.add(snapshot.startTime());
              instants.add(snapshot.completionTime());
            });
    for (int i = 0; i < listing.images().size(); i++) {
      Place place = Listing.image(i).member("CreationDate");
      Optional.ofNullable(listing.images().get(i).creationDate())
          .ifPresent(text -> instants.add(SdkJson.instant(text, place)));
    }
    return instants.stream()
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElseThrow(
            () ->
                new WorldException(
                    WORLD.member("time"), "missing, and cannot be derived from a timestamp"));
  }
}
