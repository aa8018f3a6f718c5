package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** A changed copy of a value differs in what was changed, and in nothing else. */
class ChangedCopiesTest {
  private static final Disk DELETED = disk(true, false);
  private static final Disk ENCRYPTED = disk(false, true);
  private static final Limits LIMITS =
      new Limits(1, 2, 3, 4, 5, 6, 7, Duration.ofSeconds(8), 9, true);
  private static final Timings TIMINGS =
      new Timings(
          Duration.ofSeconds(1),
          2,
          Duration.ofSeconds(3),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(6),
          Duration.ofSeconds(7),
          Duration.ofSeconds(8),
          Duration.ofSeconds(9),
          Duration.ofSeconds(10));

  private static Disk disk(boolean deleteOnTermination, boolean encrypted) {
    return new Disk(
        "/dev/sdf",
        VolumeType.IO2,
        20,
        Optional.of(500),
        Optional.of(7),
        deleteOnTermination,
        encrypted,
        Map.of("a", "b"));
  }

  static Stream<Arguments> copies() {
    return Stream.of(
        of("type", DELETED, DELETED.ofType(VolumeType.IO1)),
        of("iops", DELETED, DELETED.withIops(600)),
        of("iops", ENCRYPTED, ENCRYPTED.withIops(600)),
        of("throughput", DELETED, DELETED.withThroughput(8)),
        of("throughput", ENCRYPTED, ENCRYPTED.withThroughput(8)),
        of("deleteOnTermination", ENCRYPTED, ENCRYPTED.deletedOnTermination()),
        of("encrypted", DELETED, DELETED.encryptedByDefault()),
        of("tags", DELETED, DELETED.tagged("c", "d")),
        of("tags", ENCRYPTED, ENCRYPTED.tagged("c", "d")),
        of("snapshots", LIMITS, LIMITS.withSnapshots(50)),
        of("throttled", LIMITS, LIMITS.unthrottled()),
        of("instancesPage volumesPage snapshotsPage imagesPage", LIMITS, LIMITS.withPages(50)),
        of("snapshotBase snapshotRate", TIMINGS, TIMINGS.withSnapshots(Duration.ofHours(1), 50)),
        of("consistencyLag", TIMINGS, TIMINGS.withConsistencyLag(Duration.ofHours(1))));
  }

  private static Arguments of(String changed, Record before, Record after) {
    return Arguments.of(changed, before, after);
  }

  @ParameterizedTest
  @MethodSource("copies")
  void onlyTheNamedComponents_differ(String changed, Record before, Record after) {
    List<String> different =
        Arrays.stream(before.getClass().getRecordComponents())
            .filter(component -> !value(component, before).equals(value(component, after)))
            .map(RecordComponent::getName)
            .toList();

    assertThat(different).containsExactly(changed.split(" "));
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.getName(), e);
    }
  }
}
