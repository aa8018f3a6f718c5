package ebsbackup.conformance.flows;

import static ebsbackup.conformance.flows.FlowWorld.DATA;

import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;

/** Restores that go every way through their definition. */
final class RestoreScenarios {
  private static final String STOP = "\"stop\": true";
  private static final String ONLY_DATA = "\"devices\": [\"/dev/sdf\"], \"stop\": false";
  private static final String CHECKED = ", \"healthCheck\": {\"shell\": [\"check-db\"]}";

  private RestoreScenarios() {}

  static List<Scenario> all() {
    Scenario swap = restore("of everything in its place", "swap", STOP + CHECKED, world -> {});
    Scenario undone =
        restore(
            "undone after a bad health check",
            "swap",
            ONLY_DATA + CHECKED,
            world -> world.cloud.ssm().script(c -> EmbeddedSsm.Result.failed(3, "corrupt \"x\"")));
    Scenario stuck =
        restore(
            "that cannot be undone",
            "swap",
            ONLY_DATA,
            world ->
                world
                    .ec2
                    .faults()
                    .on("AttachVolume")
                    .always()
                    .refuse("AttachmentLimitExceeded", "too many volumes"));
    return Stream.of(
            Stream.of(swap, undone, stuck),
            swap.withFaultsOf(
                "PlanRestore",
                "TryVolumes",
                "MarkResources",
                "CreateVolumes",
                "CheckVolumes",
                "TakeSafetySnapshot",
                "PlaceVolumes",
                "CheckHealth",
                "UnmarkResources",
                "ReportRestore"),
            undone.withFaultsOf("PutBackVolumes", "RemoveVolumes"),
            stuck.withFaultsOf("ExplainManualAction"),
            ways())
        .flatMap(scenarios -> scenarios)
        .toList();
  }

  private static Stream<Scenario> ways() {
    return Stream.of(
        restore("beside", "create", "", world -> {}),
        restore("that is only planned", "swap", STOP + ", \"dryRun\": true", world -> {}),
        restore("attached beside", "attach", ONLY_DATA.replace(", \"stop\": false", ""), w -> {}),
        restore("without a safety snapshot", "swap", STOP + ", \"safetySnapshot\": false", w -> {}),
        restore("unchecked", "swap", ONLY_DATA + ", \"checkHealth\": false", world -> {}),
        restore("of the root by EC2's own task", "swap", "\"stop\": false", world -> {}),
        restore(
            "of the root, which EC2 cannot replace",
            "swap",
            "\"stop\": false",
            w -> w.ec2.faults().failNextReplaceRoot(ReplaceRootVolumeTaskState.FAILED)),
        restore(
            "that waits until all is loaded",
            "create",
            "\"devices\": [\"/dev/sdf\"], \"initialization\": {\"rate\": 100},"
                + " \"waitFor\": \"initialized\"",
            world -> {}),
        restore(
            "with a volume that fails",
            "swap",
            STOP,
            world -> world.ec2.faults().failNextVolumes(1)),
        restore(
            "with a safety snapshot that fails",
            "swap",
            ONLY_DATA,
            world -> world.ec2.faults().failNextSnapshotOf(world.volumeAt(DATA), "Internal")),
        restore(
            "with a detach that hangs",
            "swap",
            ONLY_DATA,
            world ->
                world.ec2.faults().keepDetaching(world.volumeAt(DATA), Duration.ofMinutes(30))),
        restore(
            "with an attach that is refused",
            "swap",
            ONLY_DATA,
            world ->
                world.ec2.faults().on("AttachVolume").times(4).refuse("AttachmentLimitExceeded")),
        restore("of an impaired instance", "swap", STOP, w -> w.ec2.faults().impair(w.instance)),
        restore(
            "whose new volumes stay for inspection",
            "swap",
            ONLY_DATA + ", \"onFailure\": \"keep\"" + CHECKED,
            world -> world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(3, ""))),
        restore(
            "whose volumes cannot be deleted",
            "swap",
            ONLY_DATA + CHECKED,
            world -> {
              world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(3, ""));
              world.ec2.faults().on("DeleteVolume").always().refuse("UnauthorizedOperation");
            }),
        restore(
            "that may not mark",
            "swap",
            STOP,
            world -> world.ec2.faults().on("CreateTags").always().refuse("UnauthorizedOperation")),
        restore(
            "that may not unmark",
            "create",
            "",
            world -> world.ec2.faults().on("DeleteTags").always().refuse("UnauthorizedOperation")),
        restore(
            "that may not make volumes",
            "create",
            "",
            world ->
                world.ec2.faults().on("CreateVolume").always().refuse("UnauthorizedOperation")),
        restore(
            "beside another restore",
            "create",
            "",
            world -> {
              Execution unused =
                  world.cloud.start("restore", Optional.of("first"), request(world, "swap", STOP));
              world.clock.advance(Duration.ofSeconds(2));
            }),
        restore("without a word about stopping", "swap", "", world -> {}));
  }

  private static Scenario restore(
      String name, String mode, String fields, Consumer<FlowWorld> given) {
    return Scenario.of(
        name,
        "restore",
        world -> given.accept(world.backedUp()),
        world -> request(world, mode, fields));
  }

  private static String request(FlowWorld world, String mode, String fields) {
    return "{\"instanceId\": \"%s\", \"mode\": \"%s\", \"from\": {\"latest\": true}%s}"
        .formatted(world.instance, mode, fields.isEmpty() ? "" : ", " + fields);
  }
}
