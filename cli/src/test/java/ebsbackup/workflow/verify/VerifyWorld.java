package ebsbackup.workflow.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Instances whose data volume holds the disk of the demo, an ext4 file system. */
final class VerifyWorld {
  /** In the file system's UUID, which its superblock's checksum covers. */
  private static final long IN_SUPERBLOCK = 1024 + 0x68;

  static final String VERIFIED = "ebs-backup:verified";

  final TestCloud cloud;

  VerifyWorld() {
    this(TestCloud.settings(), Map.of());
  }

  VerifyWorld(Ec2Settings settings, Map<String, String> parameters) {
    cloud = new TestCloud(settings, parameters);
  }

  /** An instance with an empty root and a data volume with the file system. */
  String launch(Disk... more) {
    String instance = cloud.launch(more.length > 0 ? more : new Disk[] {new Disk("/dev/sdf", 10)});
    write(0, disk(), cloud.data(instance));
    return instance;
  }

  private static byte[] disk() {
    try (InputStream packed =
        VerifyWorld.class.getResourceAsStream("/ebsbackup/cli/demo/disk.ext4.gz")) {
      return new GZIPInputStream(packed).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(long offset, byte[] bytes, String volume) {
    cloud.ec2().disk(volume).write(offset, bytes);
  }

  /** Changes a byte that a checksum covers. */
  void damage(String instance) {
    write(IN_SUPERBLOCK, new byte[] {0x55}, cloud.data(instance));
  }

  void repair(String instance) {
    write(0, disk(), cloud.data(instance));
  }

  /** Lines of a log in blocks of 512 KiB, other ones for each seed. */
  void writeText(String instance, int block, int blocks, int seed) {
    for (int i = block; i < block + blocks; i++) {
      String line = "2026-03-01T03:00:00Z order %d of customer %d is paid\n".formatted(i, seed);
      byte[] text = line.repeat(TestCloud.BLOCK / line.length() + 1).getBytes(US_ASCII);
      write((long) i * TestCloud.BLOCK, Arrays.copyOf(text, TestCloud.BLOCK), cloud.data(instance));
    }
  }

  /** What an intruder does: the file system itself stays whole. */
  void encrypt(String instance, int block, int blocks) {
    Random cipher = new Random(7);
    for (int i = block; i < block + blocks; i++) {
      byte[] noise = new byte[TestCloud.BLOCK];
      cipher.nextBytes(noise);
      write((long) i * TestCloud.BLOCK, noise, cloud.data(instance));
    }
  }

  /** A good set of every instance; a day passes. Returns the run. */
  String night() {
    return night(TestCloud.DAILY);
  }

  /** The same with this plan. */
  String night(String plan) {
    String run = cloud.backup(plan).report().run();
    cloud.pass(Duration.ofDays(1));
    return run;
  }

  Verified verify() {
    return verify("{\"plan\": \"daily\"}");
  }

  Verified verify(String request) {
    Execution execution = cloud.cloud().run("verify", Optional.empty(), request);
    return new Verified(execution, report(execution));
  }

  private static Map<?, ?> report(Execution execution) {
    return TestCloud.report(execution)
        .<Map<?, ?>>map(report -> (Map<?, ?>) Json.parse(report))
        .orElseGet(Map::of);
  }

  /** The verdicts in the tags of the snapshots of a run, each once. */
  List<String> tags(String run) {
    return tags(run, VERIFIED);
  }

  /** The values of a tag of the snapshots of a run, each once. */
  List<String> tags(String run, String key) {
    return ofRun(run).stream()
        .map(snapshot -> TestCloud.tag(snapshot.tags(), key).orElse("none"))
        .distinct()
        .toList();
  }

  List<Snapshot> ofRun(String run) {
    return cloud.snapshots().stream()
        .filter(s -> TestCloud.tag(s.tags(), "ebs-backup:run").filter(run::equals).isPresent())
        .toList();
  }

  /** What a person does. */
  void decide(String run, String value) {
    List<String> ids = ofRun(run).stream().map(Snapshot::snapshotId).toList();
    cloud
        .ec2()
        .createTags(r -> r.resources(ids).tags(Tag.builder().key(VERIFIED).value(value).build()));
  }

  /**
   * A verification that has ended.
   *
   * @param report empty if there is none
   */
  record Verified(Execution execution, Map<?, ?> report) {
    String status() {
      return String.valueOf(report.get("status"));
    }

    String summary() {
      return String.valueOf(report.get("summary"));
    }

    long count(String name) {
      return (Long) ((Map<?, ?>) report.get("counts")).get(name);
    }

    List<Map<?, ?>> lines() {
      return list("lines");
    }

    List<Map<?, ?>> list(String name) {
      return ((List<?>) report.get(name)).stream().<Map<?, ?>>map(l -> (Map<?, ?>) l).toList();
    }
  }
}
