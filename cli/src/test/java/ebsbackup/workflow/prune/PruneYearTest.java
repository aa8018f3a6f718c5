package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.states.Execution;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A year of two plans, one by the hour and one by the day, pruned each day, with images and
 * restores in between: all that remains restores byte for byte, and nothing else is stored.
 */
class PruneYearTest {
  private static final int BLOCKS = 12;
  private static final int BLOCK = BlockStore.BLOCK_SIZE;
  private static final String HOURLY = "{\"hourly\":24,\"daily\":7,\"weekly\":4,\"monthly\":12}";
  private static final String DAILY =
      "{\"last\":2,\"daily\":10,\"weekly\":6,\"withinMonthly\":\"P1Y\"}";

  private final PruneWorld world = new PruneWorld();
  private final Random random = new Random(42);
  private final Map<String, int[]> contents = new HashMap<>();
  private int[] disk = new int[BLOCKS];

  @Test
  @Tag("sweep")
  void aYear() {
    everythingLeftIsIntact(365, 50, 90);
  }

  @Test
  void tenWeeks() {
    everythingLeftIsIntact(70, 35, 75);
  }

  private void everythingLeftIsIntact(int days, int fewest, int most) {
    String instance = world.launch(0);
    String volume = world.project.volumesOf(instance).getFirst();
    int images = 0;
    for (int day = 0; day < days; day++) {
      for (int hour = 0; hour < 24; hour++) {
        change(volume);
        remember(world.set("hourly", instance, Map.of()));
        if (hour == 3) {
          remember(world.set("daily", instance, Map.of()));
        }
        world.clock.advance(
            Duration.between(
                world.clock.instant(),
                TestCloud.BEGINS.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour + 1L))));
      }
      if (day % 60 == 30) {
        world.image(
            "ami-%017x".formatted(++images),
            world.existing().get(random.nextInt(world.existing().size())),
            images % 2 == 0 ? ImageState.DISABLED : ImageState.AVAILABLE);
      }
      if (day % 90 == 45) {
        restore(instance);
      }
      prune("hourly", HOURLY);
      prune("daily", DAILY);
    }

    List<Snapshot> left = world.ec2.contents().snapshots();
    assertThat(contents).hasSize(days * 24 + days);
    assertThat(left).hasSizeBetween(fewest, most);
    for (Snapshot snapshot : left) {
      assertThat(read(snapshot.snapshotId())).isEqualTo(contents.get(snapshot.snapshotId()));
    }
    assertThat(world.ec2.blocks().snapshotBytes()).isEqualTo(uniqueBlocks(left) * BLOCK);
    assertThat(plans(left)).containsKeys("hourly", "daily");
    assertThat(world.ec2.calls().count("DeleteSnapshot", "OK"))
        .isEqualTo(contents.size() - left.size());
  }

  private void change(String volume) {
    int at = random.nextInt(BLOCKS);
    disk = disk.clone();
    disk[at] = random.nextInt(1, Integer.MAX_VALUE);
    world.ec2.disk(volume).write((long) at * BLOCK, block(disk[at]));
  }

  private static byte[] block(int number) {
    byte[] bytes = new byte[BLOCK];
    Arrays.fill(bytes, (byte) 1);
    ByteBuffer.wrap(bytes).putInt(number);
    return bytes;
  }

  private void remember(List<String> set) {
    set.forEach(id -> contents.put(id, disk));
  }

  private int[] read(String snapshotId) {
    int[] numbers = new int[BLOCKS];
    String volume =
        world
            .ec2
            .createVolume(r -> r.snapshotId(snapshotId).availabilityZone("eu-central-1a"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < BLOCKS; i++) {
      byte[] bytes = world.ec2.disk(volume).read((long) i * BLOCK, BLOCK);
      numbers[i] = ByteBuffer.wrap(bytes).getInt();
      if (numbers[i] != 0) {
        assertThat(bytes).isEqualTo(block(numbers[i]));
      }
    }
    return numbers;
  }

  /** The number of different blocks. A place and the number written there make a block unique. */
  private long uniqueBlocks(List<Snapshot> left) {
    Set<List<Integer>> unique = new HashSet<>();
    for (Snapshot snapshot : left) {
      int[] numbers = contents.get(snapshot.snapshotId());
      for (int i = 0; i < BLOCKS; i++) {
        if (numbers[i] != 0) {
          unique.add(List.of(i, numbers[i]));
        }
      }
    }
    return unique.size();
  }

  private void restore(String instance) {
    Execution execution =
        world.cloud.run(
            "restore",
            Optional.empty(),
            "{\"instanceId\":\"%s\",\"from\":{\"latest\":true}}".formatted(instance));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  private void prune(String plan, String keep) {
    Execution execution =
        world.cloud.run(
            "prune",
            Optional.empty(),
            PruneWorld.plan(keep, "").replace("\"daily\",\"select", "\"" + plan + "\",\"select"));
    assertThat(execution.status()).as("%s", execution.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  private static Map<String, List<String>> plans(List<Snapshot> snapshots) {
    Map<String, List<String>> plans = new LinkedHashMap<>();
    for (Snapshot snapshot : snapshots) {
      String plan =
          snapshot.tags().stream()
              .filter(tag -> tag.key().equals("ebs-backup:plan"))
              .map(tag -> tag.value())
              .findFirst()
              .orElseThrow();
      plans.computeIfAbsent(plan, p -> new ArrayList<>()).add(snapshot.snapshotId());
    }
    return plans;
  }
}
