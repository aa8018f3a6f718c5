package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.filter;
import static embeddedcloud.ec2.Ec2Contract.ofInstance;
import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Throttling, eventual consistency, paging, faults and the log. */
class CallsTest {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);

  @Test
  void aHundredCreatesAtOnceThenFiveASecond() {
    List<String> volumes = new ArrayList<>();
    for (int i = 0; i < 110; i++) {
      volumes.addAll(Worlds.launch(ec2, 0));
    }
    volumes.subList(0, 100).forEach(v -> ec2.createSnapshot(r -> r.volumeId(v)));

    assertThatThrownBy(() -> ec2.createSnapshot(r -> r.volumeId(volumes.get(100))))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("RequestLimitExceeded");
              assertThat(e.statusCode()).isEqualTo(503);
              assertThat(e.requestId()).isNotBlank();
              assertThat(e.isThrottlingException()).isTrue();
            });
    assertThat(ec2.describeVolumes(r -> r.volumeIds(volumes.getFirst())).volumes()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    volumes.subList(100, 105).forEach(v -> ec2.createSnapshot(r -> r.volumeId(v)));
    refused("RequestLimitExceeded", () -> ec2.createSnapshot(r -> r.volumeId(volumes.get(105))));
    assertThat(ec2.calls().count("CreateSnapshot", "OK")).isEqualTo(105);
    assertThat(ec2.calls().count("CreateSnapshot", "RequestLimitExceeded")).isEqualTo(2);
  }

  @Test
  void describingEverythingAtOnceHasASmallerBucket() {
    for (int i = 0; i < 50; i++) {
      ec2.describeVolumes();
    }
    refused("RequestLimitExceeded", ec2::describeVolumes);
    assertThat(ec2.describeVolumes(r -> r.maxResults(500)).volumes()).isEmpty();
  }

  @Test
  void aNewSnapshotIsUnknownForAWhile() {
    String volume = Worlds.launch(ec2, 0).getFirst();
    String id = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();

    assertThat(ec2.describeSnapshots(r -> r.filters(filter("volume-id", volume))).snapshots())
        .isEmpty();
    refused("InvalidSnapshot.NotFound", () -> ec2.describeSnapshots(r -> r.snapshotIds(id)));
    clock.advance(Duration.ofSeconds(2));
    assertThat(ec2.describeSnapshots(r -> r.filters(filter("volume-id", volume))).snapshots())
        .hasSize(1);
  }

  @Test
  void pagesStayInStepWhenResourcesGoInBetween() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String volume = Worlds.launch(ec2, 0).getFirst();
      ids.add(ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId());
    }
    clock.advance(Duration.ofHours(1));
    DescribeSnapshotsResponse first = ec2.describeSnapshots(r -> r.maxResults(5));
    ids.subList(0, 7).forEach(id -> ec2.deleteSnapshot(r -> r.snapshotId(id)));

    DescribeSnapshotsResponse second =
        ec2.describeSnapshots(r -> r.maxResults(5).nextToken(first.nextToken()));

    assertThat(second.snapshots())
        .extracting(Snapshot::snapshotId)
        .containsExactlyElementsOf(ids.subList(7, 12));
    assertThat(second.nextToken()).isNull();
    refused("InvalidPaginationToken", () -> ec2.describeSnapshots(r -> r.nextToken("bm9uc2Vuc2U")));
    refused("InvalidPaginationToken", () -> ec2.describeSnapshots(r -> r.nextToken("?")));
  }

  @Test
  void aLostReplyHasItsEffect() {
    String instance = instance();
    ec2.faults().on("CreateSnapshots").loseReply();

    assertThatThrownBy(() -> ec2.createSnapshots(ofInstance(instance).build()))
        .isInstanceOf(SdkClientException.class)
        .isNotInstanceOf(ApiCallTimeoutException.class);

    assertThat(ec2.contents().snapshots()).hasSize(1);
    assertThat(ec2.calls().count("CreateSnapshots", "LostReply")).isEqualTo(1);
  }

  @Test
  void aTimedOutCallHasItsEffect() {
    ec2.faults().on("StopInstances").timeOut();
    String instance = instance();

    assertThatThrownBy(() -> ec2.stopInstances(r -> r.instanceIds(instance)))
        .isInstanceOf(ApiCallTimeoutException.class);
    assertThat(ec2.contents().instances().getFirst().state().nameAsString()).isEqualTo("stopping");
  }

  @Test
  void aRefusedCallHasNone() {
    String instance = instance();
    ec2.faults().on("CreateSnapshots").times(2).refuse("RequestLimitExceeded");

    refused("RequestLimitExceeded", () -> ec2.createSnapshots(ofInstance(instance).build()));
    refused("RequestLimitExceeded", () -> ec2.createSnapshots(ofInstance(instance).build()));
    assertThat(ec2.contents().snapshots()).isEmpty();
    assertThat(ec2.createSnapshots(ofInstance(instance).build()).snapshots()).hasSize(1);
  }

  @Test
  void aFaultCanWaitForALaterCallAndLastForEver() {
    ec2.faults().on("DescribeImages").call(2).always().refuse("UnauthorizedOperation", "no");

    assertThat(ec2.describeImages().images()).isEmpty();
    assertThatThrownBy(ec2::describeImages)
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("no");
            });
    refused("UnauthorizedOperation", ec2::describeImages);
    ec2.faults().clear();
    assertThat(ec2.describeImages().images()).isEmpty();
  }

  @Test
  void somethingElseCanHappenJustBeforeACall() {
    String instance = instance();
    ec2.faults()
        .on("CreateSnapshots")
        .interfere(() -> ec2.terminateInstances(r -> r.instanceIds(instance)));

    refused("IncorrectInstanceState", () -> ec2.createSnapshots(ofInstance(instance).build()));
    assertThat(ec2.calls().all())
        .extracting(CallLog.Call::action)
        .containsExactly("TerminateInstances", "CreateSnapshots");
  }

  @Test
  void repliesCarryARequestId() {
    assertThat(ec2.describeImages().responseMetadata().requestId()).isNotBlank();
    assertThat(ec2.calls().byAction()).containsEntry("DescribeImages", 1L);
  }

  /** Faults, limits and the permissions of a role find a call by this name. */
  @Test
  void everyCallHasTheNameOfItsAction() throws ReflectiveOperationException {
    EmbeddedEc2 unthrottled =
        Worlds.ec2(Worlds.settings().with(Limits.documented().unthrottled()), clock);
    List<String> actions = new ArrayList<>();
    for (Method method : EmbeddedEc2.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && method.getParameterCount() == 1
          && Ec2Request.class.isAssignableFrom(method.getParameterTypes()[0])) {
        String name = method.getName();
        actions.add(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        SdkBuilder<?, ?> request =
            (SdkBuilder<?, ?>) method.getParameterTypes()[0].getMethod("builder").invoke(null);
        try {
          Object unused = method.invoke(unthrottled, request.build());
        } catch (InvocationTargetException e) {
          // Many requests need more than nothing, but they have reached EC2.
          assertThat(e.getCause()).as(name).isInstanceOf(Ec2Exception.class);
        }
      }
    }

    assertThat(actions).hasSizeGreaterThan(40);
    assertThat(unthrottled.calls().all())
        .extracting(CallLog.Call::action)
        .containsExactlyElementsOf(actions);
  }

  @Test
  void oneLimitChangesWithoutTheOthers() {
    Duration interval = Duration.ofSeconds(15);
    assertThat(Limits.documented())
        .isEqualTo(new Limits(1_000, 500, 1_000, 1_000, 100_000, 5, 1, interval, 128, true));
    Limits odd = new Limits(1, 2, 3, 4, 5, 6, 7, interval, 8, true);
    assertThat(odd.withSnapshots(9)).isEqualTo(new Limits(1, 2, 3, 4, 9, 6, 7, interval, 8, true));
    assertThat(odd.withPages(9)).isEqualTo(new Limits(9, 9, 9, 9, 5, 6, 7, interval, 8, true));
    assertThat(odd.unthrottled()).isEqualTo(new Limits(1, 2, 3, 4, 5, 6, 7, interval, 8, false));
  }

  @Test
  void zonesAreFoundByNameOrId_orAllAreListed() {
    Ec2Settings settings = Worlds.settings();
    List<String> ids = settings.zones().stream().map(Zone::id).toList();
    List<String> names = settings.zones().stream().map(Zone::name).toList();
    EmbeddedEc2 world = Worlds.ec2(settings, clock);

    assertThat(zones(world, r -> {})).isEqualTo(names);
    assertThat(zones(world, r -> r.zoneNames(names.get(2), names.get(1))))
        .isEqualTo(names.subList(1, 3));
    assertThat(zones(world, r -> r.zoneIds(ids.get(2), ids.get(1)))).isEqualTo(names.subList(1, 3));
    assertThat(zones(world, r -> r.zoneNames(names.get(1)).zoneIds(ids.get(2)))).isEmpty();
    refused("InvalidParameterValue", () -> zones(world, r -> r.zoneNames(names.get(1), "mars-1a")));
    refused("InvalidParameterValue", () -> zones(world, r -> r.zoneIds(ids.get(1), "mars-az1")));
  }

  private static List<String> zones(
      EmbeddedEc2 world, Consumer<DescribeAvailabilityZonesRequest.Builder> request) {
    return world.describeAvailabilityZones(request).availabilityZones().stream()
        .map(AvailabilityZone::zoneName)
        .toList();
  }

  @Test
  void actionsItDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> ec2.describeSubnets())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ec2.createSnapshot(r -> r.volumeId("vol-1").outpostArn("arn")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("OutpostArn");
  }

  private String instance() {
    Worlds.launch(ec2, 0);
    return ec2.contents().instances().getFirst().instanceId();
  }
}
