package ebsbackup.conformance.flows;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Verifications that go every way through their definition. */
final class VerifyScenarios {
  private static final String MANIFESTS = ", \"manifest\": true";

  private VerifyScenarios() {}

  static List<Scenario> all() {
    Scenario plain = verify("of four sets", "", world -> world.backedUp(4));
    Scenario manifests = verify("that stores manifests", MANIFESTS, world -> world.backedUp(2));
    return Stream.of(
            Stream.of(plain),
            plain.withFaultsOf("SelectSets", "VerifySnapshots", "ReportVerification"),
            Stream.of(manifests),
            manifests.withFaultsOf("SelectManifests", "HashBlocks"),
            ways())
        .flatMap(scenarios -> scenarios)
        .toList();
  }

  private static Stream<Scenario> ways() {
    return Stream.of(
        verify("of nothing", "", world -> {}),
        verify("that is a dry run", MANIFESTS + ", \"dryRun\": true", world -> world.backedUp(2)),
        verify("with a budget that cannot be", ", \"maxRequests\": 1", world -> {}),
        verify("of more than a page", "", world -> world.backedUp(70)),
        verify(
            "throttled by EBS",
            "",
            world -> {
              world.backedUp(2);
              world.ec2.faults().on("ListSnapshotBlocks").times(2).refuse("ThrottlingException");
            }),
        verify(
            "whose manifests are throttled",
            MANIFESTS,
            world -> world.backedUp(2).cloud.s3().refuse(3, "SlowDown", 503)),
        verify(
            "whose manifests may not be stored",
            MANIFESTS,
            world -> world.backedUp(2).cloud.s3().deny(100)),
        verify("of more manifests than a page", MANIFESTS, world -> world.fleet(101).backedUp()),
        verify(
            "that may not read",
            "",
            world -> {
              world.backedUp(2);
              world.ec2.faults().on("ListSnapshotBlocks").always().refuse("AccessDeniedException");
            }));
  }

  private static Scenario verify(String name, String fields, Consumer<FlowWorld> given) {
    return Scenario.of(name, "verify", given, world -> "{\"plan\": \"daily\"" + fields + "}");
  }
}
