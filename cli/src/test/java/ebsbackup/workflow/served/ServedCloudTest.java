package ebsbackup.workflow.served;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.ServedCloud;
import embeddedcloud.wire.WireClients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** A served cloud, on a machine whose clock the test sets. */
class ServedCloudTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

  private final Machine machine = new Machine();
  private final VirtualClock clock = new VirtualClock(BEGIN);
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final ConcurrentLinkedQueue<RuntimeException> defects = new ConcurrentLinkedQueue<>();
  private Cloud cloud;
  private String instance;
  private ServedCloud served;

  private static final class Machine extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void deploy() throws IOException {
    cloud = Deployment.deploy(Project.in(Path.of("..")), Map.of(), clock, ec2, 1);
    instance =
        ec2.launch(
                new Launch(
                    "eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of("Backup", "daily")))
            .instanceId();
  }

  private void serve(long speed) throws IOException {
    served = ServedCloud.start(cloud, 0, machine, speed, defects::add);
  }

  @AfterEach
  void close() {
    served.close();
    ec2.close();
  }

  @Test
  void beginsAtTheMachinesTime_whenThatIsLater() throws IOException {
    machine.now.set(BEGIN.plus(Duration.ofDays(200)));

    serve(1);
    served.close();

    assertThat(clock.instant()).isEqualTo(BEGIN.plus(Duration.ofDays(200)));
    // What the schedules would have done meanwhile has not happened.
    assertThat(cloud.executions()).isEmpty();
  }

  @Test
  void beginsAtItsOwnTime_whenThatIsLater() throws IOException {
    machine.now.set(BEGIN.minus(Duration.ofDays(200)));

    serve(1);
    served.close();

    assertThat(clock.instant()).isEqualTo(BEGIN);
  }

  @Test
  void timeGoesOnAsFastAsRequested() throws IOException {
    serve(60);
    machine.now.set(BEGIN.plusMillis(1500));
    served.close();

    assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(90));
  }

  @Test
  void aWorkflowGoesOnWithoutBeingAsked() throws IOException, InterruptedException {
    CountDownLatch succeeded = new CountDownLatch(1);
    cloud
        .stateMachines()
        .onEvent(
            (execution, event) -> {
              if (event.type() == HistoryEventType.EXECUTION_SUCCEEDED) {
                succeeded.countDown();
              }
            });
    String input = "{\"plan\":\"daily\",\"select\":{\"instanceIds\":[\"%s\"]}}".formatted(instance);
    cloud.start("backup", Optional.empty(), input);

    serve(1);
    machine.now.set(BEGIN.plus(Duration.ofMinutes(30)));

    assertThat(succeeded.await(30, TimeUnit.SECONDS)).isTrue();
    served.close();
    assertThat(defects).isEmpty();
  }

  @Test
  void theSchedulesFire() throws IOException, InterruptedException {
    CountDownLatch started = new CountDownLatch(2);
    cloud
        .stateMachines()
        .onEvent(
            (execution, event) -> {
              if (event.type() == HistoryEventType.EXECUTION_STARTED
                  && execution.machine().name().endsWith("backup")) {
                started.countDown();
              }
            });

    serve(1);
    machine.now.set(BEGIN.plus(Duration.ofDays(2)));

    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    served.close();
    assertThat(cloud.executions())
        .filteredOn(execution -> execution.machine().name().endsWith("backup"))
        .extracting(execution -> execution.startDate())
        .containsExactly(
            Instant.parse("2026-03-01T03:00:00Z"), Instant.parse("2026-03-02T03:00:00Z"));
  }

  @Test
  void requestsSeeTheTimeThatItIs() throws IOException {
    serve(1);
    machine.now.set(BEGIN.plus(Duration.ofHours(7)));
    var client = WireClients.overSocket(served.uri());

    String volume =
        client.createVolume(r -> r.availabilityZone("eu-central-1b").size(1)).volumeId();

    assertThat(ec2.contents().volumes())
        .filteredOn(made -> made.volumeId().equals(volume))
        .singleElement()
        .satisfies(
            made -> assertThat(made.createTime()).isEqualTo(BEGIN.plus(Duration.ofHours(7))));
    served.close();
  }

  @Test
  void aDefectInAScheduledTaskIsReported_andTimeGoesOn() throws IOException {
    clock.after(
        Duration.ofHours(1),
        () -> {
          throw new IllegalStateException("broken");
        });
    CountDownLatch later = new CountDownLatch(1);
    clock.after(Duration.ofHours(2), later::countDown);

    serve(1);
    machine.now.set(BEGIN.plus(Duration.ofHours(3)));
    assertThat(await(later)).isTrue();
    served.close();
    assertThat(defects).singleElement().isInstanceOf(IllegalStateException.class);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
