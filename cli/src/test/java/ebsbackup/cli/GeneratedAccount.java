package ebsbackup.cli;

import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.VolumeSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/**
 * A large account whose pages are made when they are asked for, so that a measurement counts what
 * the reader of an account needs and not what an account holds. Every night each instance got one
 * set, which a verification found sound.
 */
public final class GeneratedAccount implements Ec2Client {
  /** The first night. */
  public static final Instant BEGIN = Instant.parse("2026-03-01T03:00:00Z");

  private static final String FIRST_NIGHT = BEGIN.toString();
  private static final String ZONE = "eu-central-1b";
  private static final VolumeSettings GP3 =
      new VolumeSettings("gp3", 100, Optional.of(3000), Optional.of(125));

  private final int instances;
  private final int nights;
  private final int volumes;
  private final String[] instanceIds;
  private final String[] volumeIds;
  private final Map<String, String> tags;
  private final String description;

  /**
   * @param volumes of each instance
   */
  public GeneratedAccount(int instances, int nights, int volumes) {
    this.instances = instances;
    this.nights = nights;
    this.volumes = volumes;
    instanceIds =
        IntStream.range(0, instances).mapToObj(n -> id("i", n + 1L)).toArray(String[]::new);
    volumeIds =
        IntStream.range(0, instances * volumes)
            // No volume has the digits of an instance: they are replaced one after the other.
            .mapToObj(n -> id("vol", (1L << 40) + n))
            .toArray(String[]::new);
    List<Member> members =
        IntStream.range(0, volumes)
            .mapToObj(
                n ->
                    new Member(
                        volumeIds[n],
                        Optional.of(device(n)),
                        GP3,
                        n == 0,
                        Map.of("Name", "disk " + n + " of server 0")))
            .toList();
    SetTags set = new SetTags("daily", "daily/" + FIRST_NIGHT, instanceIds[0], members);
    tags = set.toTags(Map.of("cost-center", "42"));
    description = SetDescription.write(set, BEGIN, Optional.of("nightly"));
  }

  /** Its clients, at the morning after the last night. */
  public Wiring wiring() {
    Clock morning = Clock.fixed(night(nights - 1).plus(Duration.ofHours(6)), ZoneOffset.UTC);
    return new Wiring(new OnlyEc2(this), morning, Map.of());
  }

  private static Instant night(int night) {
    return BEGIN.plus(Duration.ofDays(night));
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private static String id(String prefix, long number) {
    return prefix + "-0" + HexFormat.of().toHexDigits(mixed(number));
  }

  /** Looks random, and is another one for each number. */
  private static long mixed(long number) {
    long half = number * 0x9e3779b97f4a7c15L;
    return (half ^ half >>> 32) * 0x9e3779b97f4a7c15L;
  }

  /** The numbers on the page that the token names, and the token of the next page. */
  private record Numbers(int from, int until, Optional<String> next) {
    static Numbers of(String token, int size, int all) {
      int from = token == null ? 0 : Integer.parseInt(token);
      int until = Math.min(from + size, all);
      return new Numbers(
          from, until, until < all ? Optional.of(Integer.toString(until)) : Optional.empty());
    }

    IntStream stream() {
      return IntStream.range(from, until);
    }
  }

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    Numbers page = Numbers.of(request.nextToken(), request.maxResults(), instances);
    List<Instance> shown = page.stream().mapToObj(this::instance).toList();
    return DescribeInstancesResponse.builder()
        .reservations(Reservation.builder().instances(shown).build())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private Instance instance(int number) {
    return Instance.builder()
        .instanceId(instanceIds[number])
        .state(state -> state.name("running"))
        .placement(placement -> placement.availabilityZone(ZONE))
        .rootDeviceName("/dev/xvda")
        .rootDeviceType("ebs")
        .tags(tag("Name", "server " + number), tag("Backup", "daily"))
        .build();
  }

  @Override
  public DescribeVolumesResponse describeVolumes(DescribeVolumesRequest request) {
    Numbers page = Numbers.of(request.nextToken(), request.maxResults(), instances * volumes);
    return DescribeVolumesResponse.builder()
        .volumes(page.stream().mapToObj(n -> volume(n / volumes, n % volumes)).toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private Volume volume(int instance, int number) {
    return Volume.builder()
        .volumeId(volumeIds[instance * volumes + number])
        .volumeType(GP3.type())
        .size(GP3.size())
        .availabilityZone(ZONE)
        .state("in-use")
        .createTime(BEGIN.minus(Duration.ofDays(1)))
        .attachments(
            VolumeAttachment.builder()
                .instanceId(instanceIds[instance])
                .device(device(number))
                .state("attached")
                .build())
        .build();
  }

  private static String device(int volume) {
    return volume == 0 ? "/dev/xvda" : "/dev/sd" + (char) ('e' + volume);
  }

  @Override
  public DescribeImagesResponse describeImages(DescribeImagesRequest request) {
    return DescribeImagesResponse.builder().build();
  }

  @Override
  public DescribeSnapshotsResponse describeSnapshots(DescribeSnapshotsRequest request) {
    int sets = Math.max(1, request.maxResults() / volumes);
    Numbers page = Numbers.of(request.nextToken(), sets, instances * nights);
    return DescribeSnapshotsResponse.builder()
        .snapshots(
            page.stream().boxed().flatMap(n -> set(n % instances, n / instances).stream()).toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  /** With the description and the tags of the product, a new text each, as an answer has them. */
  private List<Snapshot> set(int instance, int night) {
    Instant time = night(night);
    long random = mixed((long) night * instances + instance);
    Instant started = time.plusMillis(1 + Math.floorMod(random, 7_200_000L));
    Instant completed = started.plusMillis(60_000 + Math.floorMod(random >> 32, 600_000L));
    String words = adapted(description, instance, time);
    Map<String, String> own = new LinkedHashMap<>();
    tags.forEach((key, value) -> own.put(key, adapted(value, instance, time)));
    own.put("ebs-backup:verified", "sound " + started + " 12 blocks");
    own.put("ebs-backup:changed", started + " 512 of 25600");
    return IntStream.range(0, volumes)
        .mapToObj(
            n ->
                Snapshot.builder()
                    .snapshotId(id("snap", ((long) night * instances + instance) * volumes + n + 1))
                    .volumeId(fresh(volumeIds[instance * volumes + n]))
                    .volumeSize(GP3.size())
                    .description(fresh(words))
                    .startTime(started)
                    .completionTime(completed)
                    .state("completed")
                    .progress("100%")
                    .encrypted(true)
                    .kmsKeyId(fresh("arn:aws:kms:eu-central-1:111122223333:key/backups"))
                    .ownerId(fresh("111122223333"))
                    .storageTier("standard")
                    .tags(own.entrySet().stream().map(e -> tag(e.getKey(), e.getValue())).toList())
                    .build())
        .toList();
  }

  /** What the product wrote of the first instance in the first night, for another one. */
  private String adapted(String text, int instance, Instant time) {
    String adapted =
        text.replace(instanceIds[0], instanceIds[instance])
            .replace(FIRST_NIGHT, time.toString())
            .replace("server 0", "server " + instance);
    for (int n = 0; n < volumes; n++) {
      adapted =
          adapted.replace(
              volumeIds[n].substring(4), volumeIds[instance * volumes + n].substring(4));
    }
    return adapted;
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(fresh(key)).value(fresh(value)).build();
  }

  private static String fresh(String text) {
    return String.valueOf(text.toCharArray());
  }
}
