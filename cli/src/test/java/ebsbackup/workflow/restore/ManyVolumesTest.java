package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Tag;

/** An instance with all the volumes that it can have, and their tags. */
final class ManyVolumesTest {
  private static final int MOST = 128;

  private final TestCloud cloud =
      new TestCloud(TestCloud.settings().with(TestCloud.settings().limits().unthrottled()));

  private String instance(int tags) {
    Disk[] data =
        IntStream.range(0, MOST - 1)
            .mapToObj(n -> new Disk("/dev/xvd%c%c".formatted('b' + n / 26, 'a' + n % 26), 10))
            .toArray(Disk[]::new);
    String instanceId = cloud.launch(data);
    List<Tag> all =
        IntStream.range(0, tags)
            .mapToObj(n -> Tag.builder().key("company:" + n).value("v".repeat(54)).build())
            .toList();
    for (String volume : cloud.volumesOf(instanceId)) {
      cloud.ec2().createTags(r -> r.resources(volume).tags(all));
    }
    cloud.backup(TestCloud.DAILY);
    cloud.pass(Duration.ofDays(1));
    return instanceId;
  }

  private Execution swap(String instanceId) {
    return cloud
        .cloud()
        .run(
            "restore",
            Optional.empty(),
            "{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, \"mode\": \"swap\","
                    .formatted(instanceId)
                + " \"stop\": true}");
  }

  @Test
  void anUndoThatCannotFinish_givesEveryCommand() {
    String instanceId = instance(17);
    cloud.faults().on("AttachVolume").always().refuse("AttachmentLimitExceeded");

    Execution execution = swap(instanceId);

    assertThat(execution.error()).contains("MANUAL_ACTION");
    Map<?, ?> report = RestoreWorld.report(execution);
    assertThat((List<?>) report.get("commands"))
        .filteredOn(command -> String.valueOf(command).contains(" attach-volume "))
        .hasSize(MOST);
    assertThat(report.get("commandsOmitted")).isEqualTo(0L);
  }

  @Test
  void moreTagsThanFit_areRefusedBeforeTheFirstWrite() {
    Execution execution = swap(instance(30));

    assertThat(execution.error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(execution.cause().orElseThrow())
        .contains("the plan for 128 volumes with 3840 tags takes ", "restore fewer volumes");
    assertThat(cloud.volumes()).hasSize(MOST);
  }
}
