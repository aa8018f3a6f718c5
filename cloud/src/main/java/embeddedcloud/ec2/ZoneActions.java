package embeddedcloud.ec2;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneOptInStatus;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;

/** DescribeAvailabilityZones. */
final class ZoneActions {
  private final Ec2Settings settings;
  private final Schema<AvailabilityZone> schema = Schemas.zones();

  ZoneActions(Ec2Settings settings) {
    this.settings = settings;
  }

  DescribeAvailabilityZonesResponse describe(DescribeAvailabilityZonesRequest request) {
    request.zoneNames().forEach(name -> checkKnown(name, settings.zoneNamed(name)));
    request.zoneIds().forEach(id -> checkKnown(id, settings.zoneWithId(id)));
    List<AvailabilityZone> zones =
        settings.zones().stream()
            .filter(
                zone -> request.zoneNames().isEmpty() || request.zoneNames().contains(zone.name()))
            .filter(zone -> request.zoneIds().isEmpty() || request.zoneIds().contains(zone.id()))
            .map(this::described)
            .filter(schema.accepting(request.filters()))
            .toList();
    Ec2Errors.ifDryRun(request.dryRun());
    return DescribeAvailabilityZonesResponse.builder().availabilityZones(zones).build();
  }

  private static void checkKnown(String given, Optional<Zone> found) {
    if (found.isEmpty()) {
      throw Ec2Errors.badValue("Invalid availability zone: [%s]", given);
    }
  }

  private AvailabilityZone described(Zone zone) {
    return AvailabilityZone.builder()
        .zoneName(zone.name())
        .zoneId(zone.id())
        .regionName(settings.region())
        .groupName(settings.region() + "-zg-1")
        .networkBorderGroup(settings.region())
        .zoneType("availability-zone")
        .optInStatus(AvailabilityZoneOptInStatus.OPT_IN_NOT_REQUIRED)
        .state(AvailabilityZoneState.AVAILABLE)
        .messages(List.of())
        .build();
  }
}
