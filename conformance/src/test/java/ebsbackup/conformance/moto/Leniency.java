package ebsbackup.conformance.moto;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/**
 * What moto lets pass and EC2 does not, and what the stories therefore keep away from.
 *
 * @param exception its id in the list of exceptions
 * @param passes whether the account lets it pass
 */
record Leniency(String exception, Predicate<Account> passes) {

  static List<Leniency> all() {
    return List.of(
        new Leniency("whole-seconds", Leniency::countsWholeSeconds),
        new Leniency("no-pace", Leniency::takesSnapshotsAtAnyPace),
        new Leniency("no-pages", Leniency::answersInOnePage),
        new Leniency("no-client-tokens", Leniency::forgetsClientTokens),
        new Leniency("no-zones", Leniency::attachesAcrossZones),
        new Leniency("no-devices", Leniency::attachesTwiceAtOneDevice));
  }

  @Override
  public String toString() {
    return exception;
  }

  private static String volume(Ec2Client ec2, String zone, String token) {
    return ec2.createVolume(r -> r.size(1).availabilityZone(zone).clientToken(token)).volumeId();
  }

  private static boolean countsWholeSeconds(Account account) {
    account.cloud().clock().advance(Duration.ofMillis(240));
    String id = volume(account.ec2(), Stage.ZONE, "a");
    Instant created =
        account
            .ec2()
            .describeVolumes(request -> request.volumeIds(id))
            .volumes()
            .getFirst()
            .createTime();
    return created.equals(created.truncatedTo(SECONDS));
  }

  private static boolean takesSnapshotsAtAnyPace(Account account) {
    String id = volume(account.ec2(), Stage.ZONE, "a");
    account.cloud().clock().advance(Duration.ofSeconds(1));
    return !refuses(
        () -> {
          account.ec2().createSnapshot(request -> request.volumeId(id));
          account.ec2().createSnapshot(request -> request.volumeId(id));
        });
  }

  private static boolean answersInOnePage(Account account) {
    for (int i = 0; i < 6; i++) {
      volume(account.ec2(), Stage.ZONE, "token-" + i);
    }
    return account.ec2().describeVolumes(request -> request.maxResults(5)).nextToken() == null;
  }

  private static boolean forgetsClientTokens(Account account) {
    Set<String> ids = new HashSet<>();
    ids.add(volume(account.ec2(), Stage.ZONE, "one-token"));
    ids.add(volume(account.ec2(), Stage.ZONE, "one-token"));
    return ids.size() == 2;
  }

  private static boolean attachesAcrossZones(Account account) {
    String instance = account.launch(Stage.ZONE, Map.of("Name", "shop"));
    String elsewhere = volume(account.ec2(), "eu-central-1a", "a");
    account.cloud().clock().advance(Duration.ofSeconds(1));
    return !refuses(
        () ->
            account
                .ec2()
                .attachVolume(r -> r.instanceId(instance).volumeId(elsewhere).device("/dev/sdf")));
  }

  private static boolean attachesTwiceAtOneDevice(Account account) {
    String instance = account.launch(Stage.ZONE, Map.of("Name", "shop"));
    String volume = volume(account.ec2(), Stage.ZONE, "a");
    account.cloud().clock().advance(Duration.ofSeconds(1));
    return !refuses(
        () ->
            account
                .ec2()
                .attachVolume(r -> r.instanceId(instance).volumeId(volume).device(Stage.ROOT)));
  }

  private static boolean refuses(Runnable calls) {
    try {
      calls.run();
      return false;
    } catch (Ec2Exception e) {
      return true;
    }
  }
}
