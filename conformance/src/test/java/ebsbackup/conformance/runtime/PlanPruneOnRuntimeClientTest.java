package ebsbackup.conformance.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import embeddedcloud.Cloud;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.json.Json;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.LoopbackServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The largest plan that the documentation promises, in the memory that the template gives. */
class PlanPruneOnRuntimeClientTest {
  private static final Path FOLDER = Path.of("target", "runtime", "scale");
  private static final int SETS = 100_000;
  private static final int SOURCES = 10;

  @Test
  void aPlanWithAHundredThousandSets_isDecidedOn_inTheHeapThatLambdaGives() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "the runtime's client runs on Linux only");
    LambdaFunction function =
        SampleCloud.functions().stream()
            .filter(f -> f.logicalId().equals("PlanPruneFunction"))
            .findFirst()
            .orElseThrow();
    List<RuntimeException> defects = new ArrayList<>();
    RuntimeApi.Answer answer;
    long peak;
    try (Cloud cloud = new SampleCloud(FOLDER.resolve("world")).open()) {
      Instant now = cloud.clock().instant();
      cloud.ec2().add(new Ec2Contents(List.of(), List.of(), snapshots(now), List.of()));
      try (LoopbackServer server =
              LoopbackServer.start(Endpoint.of(cloud), 0, new Object(), defects::add);
          FunctionProcess process = FunctionProcess.start(function, server.uri(), FOLDER)) {
        answer =
            process.invoke(
                """
                {"plan": {"plan": "large", "select": {"tags": {"Backup": ["large"]}},
                 "keep": {"last": %d}, "maxDeletions": %d}, "startTime": "%s", "progress": {}}
                """
                    .formatted((SETS - SETS / 5) / SOURCES, SETS, now));
        peak = process.peakMemory();
      }
    }

    assertThat(defects).isEmpty();
    assertThat(answer.isError()).as(answer.body()).isFalse();
    Map<?, ?> page = (Map<?, ?>) Json.parse(answer.body());
    // The oldest go first, and the rest of the fifth in the pages after this one.
    assertThat((List<?>) page.get("deletions"))
        .as(answer.body().substring(0, Math.min(1000, answer.body().length())))
        .hasSizeGreaterThan(100);
    assertThat(page.get("cursor")).isNotNull();
    assertThat(answer.body()).contains("snap-%017x".formatted(0xa000000));
    System.out.printf("%,d sets: at most %,d MB of %,d%n", SETS, peak, function.memorySize());
    assertThat(peak).isLessThan(function.memorySize());
  }

  /** A set an hour, the newest one an hour old. */
  private static List<Snapshot> snapshots(Instant now) {
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < SETS; i++) {
      String volume = "0%016x".formatted(0xb000000 + i % SOURCES);
      snapshots.add(
          Snapshot.builder()
              .snapshotId("snap-%017x".formatted(0xa000000 + i))
              .volumeId("vol-" + volume)
              .volumeSize(8)
              .ownerId("123456789012")
              .startTime(now.minus(Duration.ofHours(SETS - i)))
              .completionTime(now.minus(Duration.ofHours(SETS - i)).plusSeconds(60))
              .state(SnapshotState.COMPLETED)
              .progress("100%")
              .storageTier(StorageTier.STANDARD)
              .tags(
                  tag("plan", "large"),
                  tag("run", "large/" + i),
                  tag("source", "i-%017x".formatted(i % SOURCES)),
                  tag("members", "1"),
                  tag("volume", volume + " /xvda gp3 8 3100 130 d 0"))
              .build());
    }
    return snapshots;
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key("ebs-backup:" + key).value(value).build();
  }
}
