package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.swap.Observed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A plan that is too large ends the execution in the middle of a restore, without an undo. */
class PlanSizeTest {
  private static final int MOST = 128;

  private static String id(String prefix, int number) {
    return "%s-%017x".formatted(prefix, number);
  }

  private static String device(int number) {
    return "/dev/xvd%c%c".formatted('b' + number / 26, 'a' + number % 26);
  }

  private static String joined(int count, IntFunction<String> json) {
    return IntStream.range(0, count).mapToObj(json).collect(Collectors.joining(","));
  }

  /** A swap of that many volumes, each with that many tags of 60 characters. */
  private static RestorePlan plan(int volumes, int tags, String aside) {
    String all = joined(tags, n -> "\"company:%02d\": \"%s\"".formatted(n, "v".repeat(50)));
    return new Json()
        .read(
            """
            {"restoreId": "df739a6e-b2d4-486d-b7a2-2316e40a6073@2026-03-03T09:00:00Z",
             "executionArn": "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-restore:r",
             "instanceId": "i-0123456789abcdef0", "availabilityZone": "eu-central-1b",
             "startedAt": "2026-03-03T09:00:00Z", "deadline": "2026-03-03T10:00:00Z",
             "initialization": {"way": "default", "waitUntilLoaded": false},
             "mode": "swap", "takeSafetySnapshot": true, "checkHealth": true,
             "volumes": [%s],
             "placing": {"rootDevice": "/dev/xvda", "running": true, "stop": true,
               "rootByTask": false, "assignments": [%s]}}
            """
                .formatted(
                    joined(
                        volumes,
                        n ->
                            """
                            {"snapshotId": "%s", "sourceVolumeId": "%s", "device": "%s",
                             "settings": {"type": "gp3", "size": 16384, "iops": 16000,
                               "throughput": 1000},
                             "encryption": {"encrypted": true, "kmsKeyId":
                               "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"},
                             "deleteOnTermination": false, "lineage": ["%2$s"], "tags": {%s}}
                            """
                                .formatted(id("snap", n), id("vol", n), device(n), all)),
                    joined(
                        volumes,
                        n ->
                            """
                            {"snapshotId": "%s", "device": "%s", "deleteOnTermination": false,
                             "replaces": {"volumeId": "%s", "deleteOnTermination": false%s}}
                            """
                                .formatted(id("snap", n), device(n), id("vol", n), aside))),
            RestorePlan.class);
  }

  @Test
  void allVolumesThatAnInstanceCanHave_areRestoredTogether() {
    RestorePlan plan = plan(MOST, 9, "");

    assertThat(PlanSize.checked(plan)).isSameAs(plan);
  }

  @Test
  void tagsThatDoNotFit_areRefusedBeforeTheFirstWrite() {
    RestorePlan plan = plan(MOST, 31, "");

    assertThatThrownBy(() -> PlanSize.checked(plan))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(
            "the plan for 128 volumes with 3968 tags takes %d bytes with the results of its steps,"
                    .formatted(bytes(plan) + 20_000)
                + " but Step Functions passes at most 262144 bytes from one step to the next:"
                + " restore fewer volumes at a time, with \"devices\" or \"snapshotIds\"");
    assertThat(PlanSize.checked(plan(MOST / 2, 31, ""))).isNotNull();
  }

  /** The commands that put such a tag back contain it once more. */
  @Test
  void tagsThatAreSetAside_areCountedTwice() {
    String aside =
        ", \"aside\": {\"key\": \"owner\", \"value\": \"%s\", \"full\": true}"
            .formatted("v".repeat(256));

    RestorePlan plan = plan(MOST, 1, aside);

    assertThatThrownBy(() -> PlanSize.checked(plan))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageStartingWith(
            "the plan for 128 volumes with 128 tags takes %d bytes with".formatted(atLast(plan)));
    assertThat(PlanSize.checked(plan(MOST / 2, 1, aside))).isNotNull();
  }

  @Test
  void theLastByteThatFits_isAccepted() {
    RestorePlan small = plan(2, 1, "");
    int room = 256 * 1024 - atLast(small);

    assertThat(PlanSize.checked(longer(small, room))).isEqualTo(longer(small, room));
    assertThatThrownBy(() -> PlanSize.checked(longer(small, room + 1)))
        .hasMessageStartingWith("the plan for 2 volumes with 2 tags takes 262145 bytes with");
  }

  /** What the last steps get: the plan, the commands and what is known of each volume. */
  private static int atLast(RestorePlan plan) {
    return bytes(plan.afterCreation())
        + bytes(UndoCommands.ofTags(plan, plan.markable()))
        + plan.volumes().size() * PlanSize.BYTES_PER_VOLUME
        + 30_000;
  }

  private static RestorePlan longer(RestorePlan plan, int characters) {
    Json json = new Json();
    String arn = "ebs-backup-restore:r\"";
    return json.read(
        json.write(plan).replace(arn, "ebs-backup-restore:" + "x".repeat(characters) + "r\""),
        RestorePlan.class);
  }

  @Test
  void theRoomForEachVolume_isEnoughForWhatTheStepsAdd() {
    RestorePlan plan = plan(MOST, 0, "");
    List<RestoredVolume> made =
        plan.volumes().stream()
            .map(
                volume ->
                    RestoredVolume.created(volume.snapshotId().replace("snap", "vol-9"), volume))
            .toList();
    Map<String, Volume> volumes =
        IntStream.range(0, MOST)
            .boxed()
            .flatMap(
                n ->
                    List.of(
                        SamplePlans.attached(made.get(n).volumeId(), device(n), Map.of()),
                        free(id("vol", n)))
                        .stream())
            .collect(Collectors.toMap(Volume::volumeId, volume -> volume));
    Observed now = new Observed("i-0123456789abcdef0", "running", volumes, false, Optional.empty());
    UndoCommands commands = UndoCommands.of(plan, plan.back(made).manual(), now, plan.markable());
    List<SafetySnapshot> safety =
        IntStream.range(0, MOST)
            .mapToObj(n -> new SafetySnapshot(id("snap", n), id("vol", n), "completed"))
            .toList();

    int added =
        bytes(commands.commands())
            - bytes(UndoCommands.ofTags(plan, plan.markable()))
            + bytes(made)
            + bytes(safety);
    assertThat(added).isLessThan(MOST * PlanSize.BYTES_PER_VOLUME);
  }

  private static Volume free(String volumeId) {
    return new Volume(
        volumeId,
        Samples.gp3(8),
        "eu-central-1b",
        "available",
        Optional.empty(),
        Optional.empty(),
        Encryption.NONE,
        List.of(),
        Map.of());
  }

  private static int bytes(Object value) {
    return new Json().write(value).getBytes(StandardCharsets.UTF_8).length;
  }
}
