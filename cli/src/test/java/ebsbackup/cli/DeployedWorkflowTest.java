package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.Cloud;
import embeddedcloud.states.EmbeddedSfn;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** A workflow followed through Step Functions' API: here the embedded one, on a small world. */
class DeployedWorkflowTest {
  private static final String BACKUP =
      "{\"plan\": \"daily\", \"select\": {\"tags\": {\"Backup\": [\"daily\"]}}}";
  private static final String RESTORE =
      "{\"instanceId\": \"i-0aeb0000000000001\", \"from\": {\"latest\": true}}";

  private final List<HistoryEvent> seen = new ArrayList<>();
  private Cloud cloud;

  @BeforeEach
  void open() throws IOException {
    WorldOptions options = new WorldOptions();
    new CommandLine(new Holder(options))
        .parseArgs("--world", Cli.PROJECT.resolve("worlds/small").toString());
    cloud = options.open(new PrintWriter(PrintWriter.nullWriter()));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin WorldOptions options) {}

  @Test
  void aRestoreIsStartedAndFollowedToItsEnd() {
    cloud.run("backup", Optional.empty(), BACKUP);

    FinishedExecution ended = run("restore", Optional.of("r1"), RESTORE);

    assertThat(ended.succeeded()).isTrue();
    assertThat(ended.name()).isEqualTo("r1");
    assertThat(((Map<?, ?>) ExecutionView.report(ended).orElseThrow()).get("status"))
        .isEqualTo("SUCCEEDED");
    assertThat(seen).isEqualTo(ended.history()).hasSizeGreaterThan(20);
    assertThat(seen).extracting(HistoryEvent::id).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aRefusedRestoreIsShownAsSuch() {
    FinishedExecution ended = run("restore", Optional.empty(), RESTORE);

    assertThat(ended.status()).isEqualTo("FAILED");
    assertThat(ended.error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(ExecutionView.json(ended))
        .containsEntry("status", "FAILED")
        .doesNotContainKey("usage");
  }

  @Test
  void eventsAreReadOnceEach_howeverLongTheHistoryIs() {
    cloud.stateMachines().limitPages(7);

    FinishedExecution ended = run("backup", Optional.empty(), BACKUP);

    assertThat(seen).isEqualTo(ended.history()).hasSizeGreaterThan(40);
    assertThat(seen).extracting(HistoryEvent::id).startsWith(1L).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aBackupShowsItsSnapshots_andARestoreWhatHasLoaded() {
    StringWriter written = new StringWriter();
    Progress progress = new Progress(new PrintWriter(written), true);
    List<Meter> snapshots = follow("backup", BACKUP, progress);
    List<Meter> volumes = follow("restore", RESTORE, progress);

    assertThat(snapshots).extracting(Meter::nouns).containsOnly("snapshots");
    assertThat(snapshots).extracting(Meter::all).contains(5);
    assertThat(snapshots).extracting(Meter::share).isSorted().last().isEqualTo(1.0);
    assertThat(volumes).extracting(Meter::nouns).containsOnly("volumes loaded");
    assertThat(written.toString())
        .containsPattern("Check Snapshots ×2  \\d+ s  \\[#+-*] \\d of 5 snapshots, \\d+ %")
        .contains("volumes loaded");
  }

  @Test
  void snapshotsThatAreMadeLater_areMeasuredToo() {
    Gauge gauge = new Gauge(cloud.client(Ec2Client.class, "PlanRestoreFunction"));
    gauge.see(
        HistoryEvent.builder()
            .stateExitedEventDetails(e -> e.name("Start Run").output("{\"run\": {\"id\": \"r\"}}"))
            .build());

    snapshotOfRun("r");
    cloud.clock().advance(Duration.ofHours(1));
    assertThat(gauge.measure(cloud.clock().instant())).hasValue(new Meter(1, 1, 1, "snapshots"));

    snapshotOfRun("r");
    cloud.clock().advance(Duration.ofSeconds(11));
    assertThat(gauge.measure(cloud.clock().instant()))
        .hasValueSatisfying(
            meter -> {
              assertThat(meter.all()).isEqualTo(2);
              assertThat(meter.done()).isEqualTo(1);
              assertThat(meter.share()).isBetween(0.5, 0.995);
            });
  }

  private void snapshotOfRun(String run) {
    TagSpecification tags =
        TagSpecification.builder()
            .resourceType(ResourceType.SNAPSHOT)
            .tags(Tag.builder().key("ebs-backup:run").value(run).build())
            .build();
    CreateSnapshotResponse unused =
        cloud
            .ec2()
            .createSnapshot(r -> r.volumeId("vol-0aeb000000000000f").tagSpecifications(tags));
  }

  private List<Meter> follow(String workflow, String input, Progress progress) {
    List<Meter> meters = new ArrayList<>();
    Gauge gauge = new Gauge(cloud.client(Ec2Client.class, "PlanRestoreFunction"));
    DeployedWorkflow deployed = workflow("ebs-backup");
    deployed.follow(
        deployed.start(workflow, Optional.empty(), input),
        event -> {
          gauge.see(event);
          progress.show(workflow, event);
        },
        () -> {
          Instant now = cloud.clock().instant();
          Optional<Meter> meter = gauge.measure(now);
          meter.ifPresent(meters::add);
          progress.look(now, meter);
        });
    return meters;
  }

  @Test
  void aMissingStackIsNamed() {
    assertThatThrownBy(() -> workflow("other").start("restore", Optional.empty(), RESTORE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--stack-name: there is no state machine other-restore in this account and Region");
  }

  @Test
  void aWorldAndAProfileExcludeEachOther() {
    for (String command :
        List.of("restore --instance i-1 --latest", "prune --plan p.json", "verify")) {
      String[] arguments = (command + " --world worlds/small --region eu-central-1").split(" ", -1);

      Cli.Result result = Cli.run(arguments);

      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err()).contains("--world cannot be combined with --profile or --region");
    }
  }

  private FinishedExecution run(String workflow, Optional<String> name, String input) {
    DeployedWorkflow deployed = workflow("ebs-backup");
    return deployed.follow(deployed.start(workflow, name, input), seen::add, () -> {});
  }

  private DeployedWorkflow workflow(String stack) {
    return new DeployedWorkflow(
        new EmbeddedSfn(cloud.stateMachines()), stack, duration -> cloud.clock().advance(duration));
  }
}
