package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A backup that was good starts the prune of its plan, and does not depend on it. */
class PruneAfterBackupTest {
  private final PruneWorld world = new PruneWorld();
  private final String instance = world.launch(1);

  @Test
  void aGoodBackupStartsAPrune_andKeepsItsOwnResult() {
    List<List<String>> sets = world.days(instance, 3);

    Execution backup = backup("{\"last\":2}", "");
    Execution prune = thePrune();
    world.cloud.finish(prune);

    assertThat(prune.name()).isEqualTo("tonight-prune");
    assertThat(prune.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.existing()).hasSize(4).containsAll(sets.get(2));
    assertThat(((Map<?, ?>) Json.parse(backup.output().orElseThrow())).get("summary"))
        .isEqualTo("1 of 1 set is good");
  }

  @Test
  void aBackupThatIsNotGoodStartsNone() {
    world.days(instance, 3);
    world
        .ec2
        .faults()
        .failNextSnapshotOf(world.project.volumesOf(instance).get(0), "Client.InternalError");

    Execution backup = backup("{\"last\":1}", "");

    assertThat(backup.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(prunes()).isEmpty();
    assertThat(world.ec2.calls().byAction()).doesNotContainKey("DeleteSnapshot");
  }

  @Test
  void aPlanWithoutKeepStartsNone() {
    Execution backup =
        world.cloud.run(
            "backup",
            Optional.of("tonight"),
            "{\"plan\":\"daily\",\"select\":{\"instanceIds\":[\"%s\"]}}".formatted(instance));

    assertThat(backup.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(prunes()).isEmpty();
  }

  @Test
  void aFailedPruneIsReported_andTheBackupStaysGood() {
    world.days(instance, 3);
    world.ec2.faults().on("DescribeImages").always().refuse("UnauthorizedOperation");

    Execution backup = backup("{\"last\":1}", "");
    world.cloud.finish(thePrune());

    assertThat(backup.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(thePrune().status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(world.cloud.messages())
        .singleElement()
        .satisfies(m -> assertThat(m.text()).contains("UnauthorizedOperation"));
  }

  @Test
  void aPruneThatCannotBeStarted_leavesTheBackupGood() {
    world.cloud.run("prune", Optional.of("tonight-prune"), PruneWorld.plan("{\"last\":1}", ""));

    Execution backup = backup("{\"last\":1}", "");

    assertThat(backup.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(((Map<?, ?>) Json.parse(backup.output().orElseThrow())).get("status"))
        .isEqualTo("SUCCEEDED");
    assertThat(prunes()).hasSize(1);
  }

  @Test
  void aRunByHandMarksItsSetsWithTheirEnd() {
    backup("{\"last\":1}", ",\"keepUntil\":\"2026-04-01T00:00:00Z\"");

    assertThat(world.ec2.contents().snapshots())
        .allSatisfy(
            s ->
                assertThat(s.tags())
                    .anyMatch(
                        t ->
                            t.key().equals("ebs-backup:keep-until")
                                && t.value().equals("2026-04-01T00:00:00Z")));
  }

  @Test
  void aRunByHandThatIsOverBeforeItBegins_isRefused() {
    Execution backup = backup("{\"last\":1}", ",\"keepUntil\":\"2026-02-01T00:00:00Z\"");

    assertThat(backup.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(backup.cause().orElseThrow()).contains("keepUntil: expected a time after the start");
    assertThat(world.existing()).isEmpty();
  }

  private Execution backup(String keep, String more) {
    return world.cloud.run(
        "backup",
        Optional.of("tonight"),
        "{\"plan\":\"daily\",\"select\":{\"instanceIds\":[\"%s\"]},\"keep\":%s%s}"
            .formatted(instance, keep, more));
  }

  private List<Execution> prunes() {
    return world.cloud.stateMachines().executions(world.cloud.machineArn("prune"));
  }

  private Execution thePrune() {
    return prunes().getFirst();
  }
}
