package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeOverride;
import ebsbackup.workflow.OrdinarySnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Limits;
import embeddedcloud.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/**
 * The planner's limits against those of the embedded EC2, which were written down on their own:
 * what one accepts, the other accepts too.
 */
class VolumeLimitsTest {
  private static final List<Optional<String>> TYPES =
      List.of("gp2", "gp3", "io1", "io2", "st1", "sc1", "standard").stream()
          .map(Optional::of)
          .toList();
  private static final List<Optional<Integer>> SIZES =
      numbers(3, 4, 7, 124, 125, 160, 1_024, 1_025, 16_384, 16_385, 65_536);
  private static final List<Optional<Integer>> IOPS =
      numbers(100, 101, 200, 2_999, 3_000, 3_500, 3_501, 64_000, 64_001, 80_000, 80_001, 256_000);
  private static final List<Optional<Integer>> THROUGHPUT = numbers(125, 750, 751, 875, 876, 2_000);

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333").with(Limits.documented().unthrottled()),
          clock,
          BlockStore.inMemory(clock, 1 << 20));

  private static List<Optional<Integer>> numbers(Integer... numbers) {
    List<Optional<Integer>> all = new ArrayList<>();
    all.add(Optional.empty());
    List.of(numbers).forEach(number -> all.add(Optional.of(number)));
    return all;
  }

  @Test
  void whatTheRequestNamesIsRefusedWhereEc2WouldRefuseIt_andOnlyThere() {
    List<String> accepted = new ArrayList<>();
    List<String> different = new ArrayList<>();
    for (Optional<String> type : TYPES) {
      for (Optional<Integer> size : SIZES) {
        for (Optional<Integer> iops : IOPS) {
          for (Optional<Integer> throughput : THROUGHPUT) {
            String asked = "%s %s %s %s".formatted(type, size, iops, throughput);
            boolean ours = chosen(Optional.empty(), type, size, iops, throughput).isPresent();
            boolean ec2s =
                ec2Takes(new VolumeSettings(type.orElseThrow(), size.orElse(3), iops, throughput));
            if (ours) {
              accepted.add(asked);
            }
            if (ours != ec2s) {
              different.add(asked + ": ours " + ours + ", EC2 " + ec2s);
            }
          }
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(accepted).hasSizeGreaterThan(100);
  }

  @Test
  void whatIsKeptOfARememberedVolumeIsAcceptedByEc2() {
    List<VolumeSettings> remembered =
        List.of(
            new VolumeSettings("gp3", 160, Optional.of(80_000), Optional.of(2_000)),
            new VolumeSettings("gp3", 3, Optional.of(3_000), Optional.of(125)),
            new VolumeSettings("io1", 1_280, Optional.of(64_000), Optional.empty()),
            new VolumeSettings("io2", 256, Optional.of(256_000), Optional.empty()),
            new VolumeSettings("gp2", 100, Optional.of(300), Optional.empty()),
            new VolumeSettings("st1", 125, Optional.empty(), Optional.empty()));
    List<VolumeSettings> refused = new ArrayList<>();
    int chosen = 0;
    List<Optional<String>> types = new ArrayList<>(TYPES);
    types.add(Optional.empty());
    for (VolumeSettings was : remembered) {
      for (Optional<String> type : types) {
        for (Optional<Integer> size : SIZES) {
          for (Optional<Integer> iops : IOPS) {
            for (Optional<Integer> throughput : THROUGHPUT) {
              Optional<VolumeSettings> now = chosen(Optional.of(was), type, size, iops, throughput);
              chosen += now.isPresent() ? 1 : 0;
              now.filter(settings -> !ec2Takes(settings)).ifPresent(refused::add);
            }
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(chosen).isGreaterThan(1_000);
  }

  private static Optional<VolumeSettings> chosen(
      Optional<VolumeSettings> was,
      Optional<String> type,
      Optional<Integer> size,
      Optional<Integer> iops,
      Optional<Integer> throughput) {
    try {
      return Optional.of(
          ChosenSettings.of(
                  snapshot(),
                  was,
                  new VolumeOverride(type, size, iops, throughput, Optional.empty(), Map.of()),
                  false)
              .settings());
    } catch (InvalidInputException | RestoreRefusedException e) {
      return Optional.empty();
    }
  }

  private boolean ec2Takes(VolumeSettings settings) {
    try {
      ec2.createVolume(
          request ->
              request
                  .availabilityZone("eu-central-1a")
                  .volumeType(settings.type())
                  .size(settings.size())
                  .iops(settings.iops().orElse(null))
                  .throughput(settings.throughput().orElse(null))
                  .dryRun(true));
      throw new AssertionError("a dry run is always refused");
    } catch (Ec2Exception e) {
      return e.awsErrorDetails().errorCode().equals("DryRunOperation");
    }
  }

  private static Snapshot snapshot() {
    return OrdinarySnapshot.of(
        "snap-00000000000000001",
        "vol-00000000000000001",
        3,
        Instant.EPOCH,
        Optional.of(Instant.EPOCH),
        "completed",
        Map.of());
  }
}
