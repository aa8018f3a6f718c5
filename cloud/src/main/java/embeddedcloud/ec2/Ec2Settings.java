package embeddedcloud.ec2;

import java.util.List;
import java.util.Optional;

/**
 * One account in one Region.
 *
 * @param accountId 12 digits
 * @param seed decides everything random: the same seed and the same calls give the same ids
 */
public record Ec2Settings(
    String region, String accountId, List<Zone> zones, Timings timings, Limits limits, long seed) {

  public Ec2Settings {
    if (!accountId.matches("\\d{12}")) {
      throw new IllegalArgumentException("Account id " + accountId + " does not have 12 digits");
    }
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("Region " + region + " has no Availability Zone");
    }
    zones = List.copyOf(zones);
  }

  /** Three zones that offer everything, standard timings and the documented limits. */
  public static Ec2Settings of(String region, String accountId) {
    return new Ec2Settings(
        region,
        accountId,
        List.of(new Zone(region + "a"), new Zone(region + "b"), new Zone(region + "c")),
        Timings.standard(),
        Limits.documented(),
        1);
  }

  public Ec2Settings with(Timings newTimings) {
    return new Ec2Settings(region, accountId, zones, newTimings, limits, seed);
  }

  public Ec2Settings with(Limits newLimits) {
    return new Ec2Settings(region, accountId, zones, timings, newLimits, seed);
  }

  /** The same timings, limits and seed for another account or Region, with three zones. */
  Ec2Settings at(String otherRegion, String otherAccount) {
    return of(otherRegion, otherAccount).with(timings).with(limits).withSeed(seed);
  }

  public Ec2Settings withZones(List<Zone> newZones) {
    return new Ec2Settings(region, accountId, newZones, timings, limits, seed);
  }

  public Ec2Settings withSeed(long newSeed) {
    return new Ec2Settings(region, accountId, zones, timings, limits, newSeed);
  }

  Optional<Zone> zoneNamed(String name) {
    return zones.stream().filter(zone -> zone.name().equals(name)).findFirst();
  }

  Optional<Zone> zoneWithId(String id) {
    return zones.stream().filter(zone -> zone.id().equals(id)).findFirst();
  }
}
