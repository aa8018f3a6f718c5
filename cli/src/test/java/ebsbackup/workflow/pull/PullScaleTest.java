package ebsbackup.workflow.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.VolumeSettings;
import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.states.Execution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * Thousands of sets behind: 20 copies are in progress all the time, and neither payload nor history
 * grows with what is left.
 */
class PullScaleTest {
  private static final int AT_ONCE = 20;
  private static final int INSTANCES = 500;

  /** EC2's bucket of mutating calls fills up by 5 a second. */
  private static final int CALLS_A_SECOND = 5;

  private static final int LARGEST_PAYLOAD = 256 * 1024;
  private static final int LONGEST_HISTORY = 25_000;

  private final PullWorld world = PullWorld.ofRegion();
  private final Random random = new Random(1);
  private Duration copying = Duration.ZERO;
  private int copies;

  /** Nights of 500 instances with one volume each, as the product makes and tags them. */
  private void sets(int count) {
    String volume = world.source.root(world.launch(0));
    Member member =
        new Member(
            volume,
            Optional.of("/dev/xvda"),
            new VolumeSettings("gp3", 8, Optional.of(3000), Optional.of(125)),
            false,
            Map.of());
    for (int set = 0; set < count; set++) {
      TagSpecification tags =
          TagSpecification.builder()
              .resourceType(ResourceType.SNAPSHOT)
              .tags(
                  tags(
                      new SetTags(
                          "daily",
                          "daily/" + set / INSTANCES,
                          "i-%017x".formatted(set % INSTANCES),
                          List.of(member))))
              .build();
      CreateSnapshotResponse unused =
          world.source.ec2().createSnapshot(r -> r.volumeId(volume).tagSpecifications(tags));
      world.source.pass(Duration.ofMinutes(1));
    }
  }

  private static List<software.amazon.awssdk.services.ec2.model.Tag> tags(SetTags set) {
    return set.toTags(Map.of()).entrySet().stream()
        .map(
            tag ->
                software.amazon.awssdk.services.ec2.model.Tag.builder()
                    .key(tag.getKey())
                    .value(tag.getValue())
                    .build())
        .toList();
  }

  /** Each copy takes from 10 to 30 minutes. */
  private void copiesTakeTheirTime() {
    world
        .vault
        .cloud()
        .onCall(
            new CallListener() {
              @Override
              public void before(AwsCall call) {
                if (call.action().equals("ec2:CopySnapshot")) {
                  Duration time = Duration.ofSeconds(600 + random.nextInt(1200));
                  copying = copying.plus(time);
                  copies++;
                  world.vault.faults().keepSnapshotsPending("vol-ffffffff", time);
                }
              }

              @Override
              public void after(AwsCall call) {}
            });
  }

  private List<Execution> pulls() {
    return world.vault.cloud().executions().stream()
        .filter(e -> e.arn().contains("-pull:"))
        .toList();
  }

  private static int bytes(HistoryEvent event) {
    return event.stateEnteredEventDetails() == null
        ? 0
        : event.stateEnteredEventDetails().input().getBytes(StandardCharsets.UTF_8).length;
  }

  @ParameterizedTest
  @ValueSource(ints = {2_500, 5_000})
  @Tag("sweep")
  void thousandsOfSets_takeTheTimeThat20CopiesAtOnceTake(int sets) {
    sets(sets);
    copiesTakeTheirTime();
    Instant begin = world.vault.now();

    Execution unused =
        world.vault.cloud().start("pull", Optional.empty(), world.plan("\"last\": -1", ""));
    world.vault.cloud().clock().runWhile(() -> world.vault.cloud().stateMachines().anyRunning());

    assertThat(world.completed()).hasSize(sets);
    assertThat(copies).isEqualTo(sets);
    Instant end = pulls().getLast().stopDate().orElseThrow();
    long ideal = Math.max(copying.toSeconds() / AT_ONCE, (long) copies / CALLS_A_SECOND);
    assertThat((double) Duration.between(begin, end).toSeconds() / ideal)
        .as("%s, %s", pulls().size(), Duration.ofSeconds(ideal))
        .isBetween(1.0, 1.05);
    assertThat(pulls())
        .allSatisfy(
            pull -> {
              assertThat(pull.history()).hasSizeLessThan(LONGEST_HISTORY);
              assertThat(pull.history().stream().mapToInt(PullScaleTest::bytes).max().orElse(0))
                  .isLessThan(LARGEST_PAYLOAD / 2);
            });
  }
}
