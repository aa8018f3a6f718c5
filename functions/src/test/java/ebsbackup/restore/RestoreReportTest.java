package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.json.Json;
import ebsbackup.request.RestoreMode;
import ebsbackup.restore.RestoreReport.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RestoreReportTest {
  /** The most characters that Step Functions takes for the cause of a failed execution. */
  private static final int LONGEST_CAUSE = 32_768;

  private static final int LARGEST_PAYLOAD = 256 * 1024;

  /** Each in the words of the AWS CLI, and about as long. */
  private static final List<String> COMMANDS_OF_A_VOLUME =
      List.of(
          "aws ec2 detach-volume --volume-id vol-%017d --region eu-central-1",
          "aws ec2 wait volume-available --volume-ids vol-%017d --region eu-central-1",
          "aws ec2 attach-volume --volume-id vol-%017d --instance-id i-0a1b2c3d4e5f60718"
              + " --device /dev/sdf --region eu-central-1",
          "aws ec2 wait volume-in-use --volume-ids vol-%017d --region eu-central-1",
          "aws ec2 modify-instance-attribute --instance-id i-0a1b2c3d4e5f60718"
              + " --block-device-mappings DeviceName=/dev/sdf%.0s,Ebs={DeleteOnTermination=true}"
              + " --region eu-central-1",
          "aws ec2 delete-volume --volume-id vol-%017d --region eu-central-1");

  private final Json json = new Json();

  @ParameterizedTest
  @CsvSource({
    "create, 1, 1 volume is available in eu-central-1b",
    "create, 2, 2 volumes are available in eu-central-1b",
    "attach, 1, 1 volume is in its place at i-0a1b2c3d4e5f60718",
    "attach, 3, 3 volumes are in their places at i-0a1b2c3d4e5f60718",
    "swap, 1, '1 volume is in its place at i-0a1b2c3d4e5f60718; the replaced volume, vol-o0, is"
        + " kept'",
    "swap, 2, '2 volumes are in their places at i-0a1b2c3d4e5f60718; the replaced volumes, vol-o0,"
        + " vol-o1, are kept'"
  })
  void succeeded_countsVolumesWithTheirNoun(String mode, int volumes, String summary) {
    assertThat(report(Status.SUCCEEDED, mode, volumes, "").summary().replaceAll("o0+(?=\\d)", "o"))
        .isEqualTo(summary);
  }

  /** Each part differs from every other of its type. */
  @Test
  void itsPartsComeFromThePlanAndTheSteps() {
    RestorePlan plan = SamplePlans.swap();
    List<RestoredVolume> volumes =
        List.of(
            SamplePlans.made().getFirst().with("p".repeat(1_000)), SamplePlans.made().getLast());
    VolumeTimes times = VolumeTimes.NONE.available(Duration.ofSeconds(15));
    List<SafetySnapshot> safety = List.of(new SafetySnapshot("snap-3", "vol-old1", "completed"));
    RestoreFailures failures =
        new RestoreFailures(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new StepFailure(Optional.empty(), Optional.of("a tag is left"))));
    RestoreReport.Progress progress =
        new RestoreReport.Progress(
            failures,
            volumes,
            Optional.of(times),
            safety,
            List.of(),
            List.of("vol-removed"),
            List.of(
                new RemovedVolumes.KeptVolume("vol-kept", "r".repeat(1_000)),
                new RemovedVolumes.KeptVolume("vol-attached", "it is attached")));

    RestoreReport report = RestoreReport.of(plan, Status.SUCCEEDED, progress);

    assertThat(report)
        .isEqualTo(
            new RestoreReport(
                Status.SUCCEEDED,
                report.summary(),
                plan.restoreId(),
                Samples.INSTANCE_ID,
                RestoreMode.SWAP,
                "eu-central-1b",
                plan.point(),
                List.of(volumes.getFirst().with("p".repeat(300) + "…"), volumes.getLast()),
                0,
                plan.placing().orElseThrow().assignments(),
                Optional.of(times),
                safety,
                List.of(
                    new ReplacedVolume("vol-old1", "/dev/xvda"),
                    new ReplacedVolume("vol-old2", "/dev/sdf")),
                report.commands(),
                0,
                List.of("vol-removed"),
                List.of(
                    new RemovedVolumes.KeptVolume("vol-kept", "r".repeat(300) + "…"),
                    new RemovedVolumes.KeptVolume("vol-attached", "it is attached")),
                Optional.of("a tag is left"),
                List.of(),
                report.terraform(),
                Optional.empty()));
    assertThat(report.commands()).hasSize(1);
  }

  @Test
  void undone_saysWhatIsWhere() {
    RestoreReport report =
        report(Status.UNDONE, "swap", 1, failures("restore", problem("it failed")));

    assertThat(report.summary())
        .isEqualTo("it failed; everything is as it was before: /dev/sd0 has vol-o0000000000000000");
  }

  @Test
  void undone_saysWhatAStopHasChanged() {
    RestoreReport.Progress progress =
        new RestoreReport.Progress(
            new RestoreFailures(
                Optional.of(new StepFailure(Optional.empty(), Optional.of("it failed"))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            SamplePlans.made(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThat(RestoreReport.of(SamplePlans.swap(), Status.UNDONE, progress).summary())
        .isEqualTo(
            "it failed; the volumes and the power state are as they were before: /dev/xvda has"
                + " vol-old1, /dev/sdf has vol-old2; if %s was stopped, its instance store volumes"
                    .formatted(Samples.INSTANCE_ID)
                + " are empty, and its public IPv4 address has changed unless it is an Elastic IP"
                + " address");
  }

  @ParameterizedTest
  @CsvSource({"FAILED, ''", "UNDONE, '; everything is as it was before: /dev/sd0 is free'"})
  void ofAFailure_saysWhyAndWhatIsLeft(Status status, String places) {
    RestoreReport report =
        report(
            status,
            "attach",
            1,
            failures("restore", error("EC2 refuses"), "removal", error("no permission")));

    assertThat(report.summary())
        .isEqualTo(
            "ebsbackup.failure.RefusedException: EC2 refuses"
                + places
                + "; the new volumes, tagged ebs-backup:restore=r@2026-03-03T09:00:00Z, could not"
                + " be removed: ebsbackup.failure.RefusedException: no permission");
    assertThat(report.commands())
        .containsExactly(
            "aws ec2 describe-volumes --filters"
                + " Name=tag:ebs-backup:restore,Values=r@2026-03-03T09:00:00Z --region"
                + " eu-central-1");
  }

  @Test
  void manualAction_withoutCommands_saysWhy() {
    assertThat(manualAction("explanation", problem("vol-1 no longer exists")).summary())
        .isEqualTo("it failed; the undo could not finish: EC2 refuses; and vol-1 no longer exists");
    assertThat(manualAction("explanation", problem("vol-1 no longer exists")).commands()).isEmpty();
  }

  /**
   * A person then has to look, and must know which attachments to restore and which tags to remove.
   */
  @Test
  void manualAction_whoseCommandsCouldNotBeDetermined_saysHowToLookAndWhatToPutBack() {
    RestoreReport report = manualAction("explanation", error("too slow"));

    assertThat(report.commands())
        .containsExactly(
            "aws ec2 describe-instances --instance-ids i-0a1b2c3d4e5f60718 --region eu-central-1",
            "aws ec2 describe-volumes --volume-ids vol-o0000000000000000 --region eu-central-1",
            "aws ec2 describe-volumes --filters"
                + " Name=tag:ebs-backup:restore,Values=r@2026-03-03T09:00:00Z --region"
                + " eu-central-1");
    assertThat(report.summary())
        .isEqualTo(
            "it failed; the undo could not finish: EC2 refuses; and the commands that finish it"
                + " could not be determined: ebsbackup.failure.RefusedException: too slow; restore"
                + " these attachments: /dev/sd0 has vol-o0000000000000000; after that, remove the tags"
                + " ebs-backup:restoring of vol-o0000000000000000. Run: "
                + String.join(" && ", report.commands()));
  }

  private RestoreReport manualAction(String step, String failure) {
    return report(
        Status.MANUAL_ACTION,
        "swap",
        1,
        failures("restore", problem("it failed"), "undo", problem("EC2 refuses"), step, failure));
  }

  @Test
  void tagsThatAreLeft_areANote() {
    assertThat(report(Status.SUCCEEDED, "swap", 1, "").note()).isEmpty();
    assertThat(report(Status.SUCCEEDED, "swap", 1, failures("unmarking", problem("p"))).note())
        .contains("p");
    assertThat(report(Status.SUCCEEDED, "swap", 1, failures("unmarking", error("m"))).note())
        .contains(
            "the tags ebs-backup:restoring of this restore could not be removed:"
                + " ebsbackup.failure.RefusedException: m");
  }

  /** A volume that does not say that it was replaced looks like one that someone has lost. */
  @Test
  void tagsThatWereNotWritten_haveTheirCommands() {
    String replaced =
        "aws ec2 create-tags --resources vol-o0000000000000000 --tags"
            + " Key=ebs-backup:replaced,Value=r@2026-03-03T09:00:00Z --region eu-central-1";
    String unmarked =
        "aws ec2 delete-tags --resources vol-o0000000000000000 --tags Key=ebs-backup:restoring"
            + " --region eu-central-1";

    assertThat(report(Status.SUCCEEDED, "swap", 1, "").commands()).isEmpty();
    // The step has ended, so it has tagged what was replaced; one mark is left.
    assertThat(report(Status.SUCCEEDED, "swap", 1, failures("unmarking", problem("p"))).commands())
        .containsExactly(unmarked);
    assertThat(report(Status.SUCCEEDED, "swap", 1, failures("unmarking", error("m"))).commands())
        .containsExactly(replaced, unmarked);
    assertThat(report(Status.UNDONE, "swap", 1, failures("unmarking", error("m"))).commands())
        .containsExactly(unmarked);
    assertThat(report(Status.SUCCEEDED, "attach", 1, failures("unmarking", error("m"))).commands())
        .noneMatch(command -> command.contains("replaced"));
  }

  @Test
  void aFailureWithoutAReason_saysSo() {
    assertThat(report(Status.FAILED, "swap", 1, "").summary()).isEqualTo("no reason is known");
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void warningsOfThePlan_areInEveryReport(Status status) {
    assertThat(report(status, "swap", 1, "").warnings()).containsExactly("EC2 reboots it");
  }

  @Test
  void terraform_ofASwap_hasTheLinesOfBothForms() {
    TerraformLines lines = report(Status.SUCCEEDED, "swap", 1, "").terraform();

    assertThat(lines.separate())
        .containsExactly(
            "volume=$(terraform state list -id=vol-o0000000000000000)",
            "attachment=$(terraform state list -id=vai-652631413)",
            "terraform state rm \"$volume\" \"$attachment\" && cat >> ebs-backup-import.tf <<END",
            "import {",
            "  to = $volume",
            "  id = \"vol-00000000000000000\"",
            "}",
            "import {",
            "  to = $attachment",
            "  id = \"/dev/sd0:vol-00000000000000000:i-0a1b2c3d4e5f60718\"",
            "}",
            "END");
    assertThat(lines.inline())
        .containsExactly(
            "# ebs_block_device with device_name = \"/dev/sd0\"",
            "snapshot_id = \"snap-00000000000000000\"");
    assertThat(lines.note())
        .isEqualTo(
            "Before the next apply, use the lines that fit how your configuration declares the"
                + " volumes; a root volume needs none.");
    assertThat(lines.provider())
        .containsExactly("ignore_tags {", "  key_prefixes = [\"ebs-backup:\"]", "}");
  }

  @Test
  void terraform_ofASwapThatAlsoFillsAFreeDevice_hasLinesForTheReplacedVolumeOnly() {
    RestorePlan plan =
        SamplePlans.plan(
            """
            "mode": "swap",
            "placing": {"rootDevice": "/dev/xvda", "assignments": [
              {"snapshotId": "snap-1", "device": "/dev/sdf"},
              {"snapshotId": "snap-2", "device": "/dev/sdg",
               "replaces": {"volumeId": "vol-old2", "deleteOnTermination": true}}]}
            """);

    assertThat(TerraformLines.of(plan, Status.SUCCEEDED, SamplePlans.made()).inline())
        .containsExactly(
            "# ebs_block_device with device_name = \"/dev/sdg\"", "snapshot_id = \"snap-2\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SUCCEEDED     | create | Nothing was attached, so nothing has changed for Terraform.
          SUCCEEDED     | attach | No volume was replaced. If the instance declares ebs_block_device blocks, detach the new volumes before the next apply: otherwise Terraform replaces the instance.
          PLANNED       | swap   | A dry run moves nothing; the report of the actual restore has the lines.
          FAILED        | swap   | No volume was moved, so nothing has changed for Terraform.
          UNDONE        | swap   | The old volumes are back in place, so nothing has changed for Terraform.
          MANUAL_ACTION | swap   | Finish the undo with the commands; then nothing has changed for Terraform.
          """)
  void terraform_ofARestoreThatReplacedNothing_saysWhyThereAreNoLines(
      Status status, String mode, String note) {
    assertThat(report(status, mode, 2, "").terraform())
        .isEqualTo(new TerraformLines(note, List.of(), List.of(), List.of()));
  }

  @Test
  void terraform_ofASwappedRoot_needsNoLines() {
    assertThat(report(Status.SUCCEEDED, "swap", 1, "", "/dev/sd0").terraform().note())
        .isEqualTo(
            "Only the root volume was replaced, and Terraform does not see that as a change.");
    assertThat(report(Status.SUCCEEDED, "swap", 2, "", "/dev/sd0").terraform().inline())
        .containsExactly(
            "# ebs_block_device with device_name = \"/dev/sd1\"",
            "snapshot_id = \"snap-00000000000000001\"");
  }

  @Test
  void planned_showsThePlan_andOnlyThen() {
    assertThat(report(Status.PLANNED, "swap", 1, "").plan()).isPresent();
    assertThat(report(Status.SUCCEEDED, "swap", 1, "").plan()).isEmpty();
  }

  @Test
  void placesAreInEveryReportButThatOfADryRun_andReplacedVolumesAfterASuccess() {
    for (Status status : Status.values()) {
      RestoreReport report = report(status, "swap", 2, "");

      assertThat(report.places()).hasSize(status == Status.PLANNED ? 0 : 2);
      assertThat(report.replaced()).hasSize(status == Status.SUCCEEDED ? 2 : 0);
    }
  }

  /** The commands are known, or the problem is, so no one has to look first. */
  @Test
  void manualAction_withCommandsOrWithoutAFailureToExplain_givesNoCommandsToLook() {
    String failures = failures("undo", problem("x"), "explanation", error("too slow"));

    assertThat(
            report(Status.MANUAL_ACTION, "swap", 1, failures + ", \"commands\": [\"aws x\"]")
                .commands())
        .containsExactly("aws x");
    assertThat(manualAction("removal", error("no permission")).commands()).isEmpty();
  }

  @Test
  void manualAction_fillsTheCauseToItsEnd_withWholeCommands() {
    String before = "no reason is known; the undo could not finish: x. Run: ";
    for (int excess = 0; excess < 2; excess++) {
      String command = "c".repeat(32_000 - 150 - before.length() + excess);
      String summary =
          report(
                  Status.MANUAL_ACTION,
                  "swap",
                  1,
                  failures("undo", problem("x")) + ", \"commands\": [\"%s\"]".formatted(command))
              .summary();

      assertThat(summary)
          .isEqualTo(
              before
                  + (excess == 0
                      ? command
                      : " (and 1 more command: the complete list is \"commands\" in the output of the state Report Restore)"));
    }
  }

  @Test
  void volumesWithLongProblems_areCutAndLeftOut_andTheReasonsOfKeptOnesAreCut() {
    String problem = "\"é\"".repeat(200);
    String volumes =
        IntStream.range(0, 128)
            .mapToObj(
                i ->
                    "{\"volumeId\": \"vol-%017d\", \"snapshotId\": \"snap-%017d\", \"settings\": {\"type\": \"gp3\", \"size\": 8}, \"state\": \"error\", \"problem\": %s}"
                        .formatted(i, i, json.write(problem)))
            .collect(Collectors.joining(","));
    String kept =
        ", \"kept\": [{\"volumeId\": \"vol-1\", \"reason\": %s}]".formatted(json.write(problem));
    RestoreReport report =
        report(
            Status.FAILED,
            "create",
            0,
            failures() + kept + ", \"volumes\": [%s]".formatted(volumes));

    int bytes = json.write(report.volumes()).getBytes(StandardCharsets.UTF_8).length;
    assertThat(bytes).isBetween(40_000, 45_000);
    assertThat(report.volumes().getFirst().problem().orElseThrow()).hasSize(301).endsWith("…");
    assertThat(report.kept().getFirst().reason()).hasSize(301).endsWith("…");
    assertThat(report.volumes().size() + report.volumesOmitted()).isEqualTo(128);
    RestoreReport ofMany = report(Status.FAILED, "create", 300, "");
    assertThat(ofMany.volumes()).as("45,000 bytes, 229 of them for a volume").hasSize(196);
    assertThat(ofMany.volumesOmitted()).isEqualTo(104);
  }

  @Test
  void longReasons_areCut() {
    RestoreFailures failures =
        new RestoreFailures(
            reason("r".repeat(2_001)),
            reason("u".repeat(2_001)),
            reason("e".repeat(2_001)),
            reason("v".repeat(2_001)),
            reason("t".repeat(1_001)));

    assertThat(failures.why()).isEqualTo("r".repeat(2_000) + "…");
    assertThat(failures.whyNotUndone())
        .isEqualTo("u".repeat(2_000) + "…; and " + "e".repeat(2_000) + "…");
    assertThat(failures.whatIsLeft("r"))
        .isEqualTo(
            "; the new volumes, tagged ebs-backup:restore=r, could not be removed: "
                + "v".repeat(2_000)
                + "…");
    assertThat(failures.note()).contains("t".repeat(1_000) + "…");
  }

  private static Optional<StepFailure> reason(String problem) {
    return Optional.of(new StepFailure(Optional.empty(), Optional.of(problem)));
  }

  @Test
  void manualAction_ofFewVolumes_givesAllCommandsInTheCause() {
    RestoreReport report = stuck(1);

    assertThat(report.summary())
        .startsWith("it failed; the undo could not finish: EC2 refuses. Run: aws ec2 detach-volume")
        .endsWith(report.commands().getLast());
  }

  @Test
  void manualAction_of60Volumes_cutsTheCauseAfterAWholeCommandAndCountsTheRest() {
    RestoreReport report = stuck(60);

    assertThat(report.summary()).hasSizeLessThanOrEqualTo(LONGEST_CAUSE);
    assertThat(report.commands()).hasSize(360);
    String shown = report.summary().replaceAll("^.*?\\. Run: ", "").replaceAll(" \\(and .*", "");
    List<String> whole = List.of(shown.split(" && ", -1));
    assertThat(report.commands()).startsWith(whole.toArray(String[]::new));
    assertThat(report.summary())
        .endsWith(
            " (and %d more commands: the complete list is \"commands\" in the output of the state Report Restore)"
                .formatted(360 - whole.size()));
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void ofAnInstanceWithTheMostVolumes_fitsBetweenTwoStates(Status status) {
    RestoreReport report = report(status, "swap", 128, endless());

    assertThat(json.write(report).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(LARGEST_PAYLOAD);
    assertThat(report.summary()).hasSizeLessThanOrEqualTo(LONGEST_CAUSE);
    assertThat(report.commandsOmitted()).isZero();
  }

  /** Together with everything else that a report can hold. */
  @ParameterizedTest
  @CsvSource({"é, '', ''", "'', é, ''", "'', '', é"})
  void volumesWithLongTexts_areLeftOut_asFarAsTheyDoNotFit(
      String volumeId, String snapshotId, String problem) {
    List<RestoredVolume> volumes =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    new RestoredVolume(
                        volumeId.repeat(200),
                        snapshotId.repeat(200),
                        Optional.of("/dev/sdf"),
                        Samples.gp3(8),
                        "error",
                        Optional.of(problem.repeat(200))))
            .toList();
    RestoreFailures none =
        new RestoreFailures(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    List<RestoredVolume> shown =
        RestoreReport.of(
                SamplePlans.create(),
                Status.FAILED,
                new RestoreReport.Progress(
                    none, volumes, Optional.empty(), List.of(), List.of(), List.of(), List.of()))
            .volumes();

    assertThat(json.write(shown).getBytes(StandardCharsets.UTF_8)).hasSizeBetween(30_000, 50_000);
  }

  private RestoreReport stuck(int volumes) {
    return report(
        Status.MANUAL_ACTION,
        "swap",
        volumes,
        failures("restore", problem("it failed"), "undo", problem("EC2 refuses"))
            + ", \"commands\": "
            + json.write(commands(volumes)));
  }

  /** What grows with the texts that other parts hand in, as long as it may get. */
  private String endless() {
    String problem = problem("\"…\"".repeat(5_000));
    return failures(
            "restore",
            problem,
            "undo",
            problem,
            "explanation",
            problem,
            "removal",
            problem,
            "unmarking",
            problem)
        + ", \"commands\": "
        + json.write(commands(128));
  }

  private String problem(String text) {
    return "{\"problem\": %s}".formatted(json.write(text));
  }

  /** As Step Functions reports an exception of a function. */
  private String error(String message) {
    return json.write(
        Map.of(
            "error",
            Map.of(
                "Error",
                "ebsbackup.failure.RefusedException",
                "Cause",
                json.write(Map.of("errorMessage", message, "stackTrace", List.of("a.B.c"))))));
  }

  /** Each step with its failure. */
  private static String failures(String... stepsAndFailures) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < stepsAndFailures.length; i += 2) {
      members
          .append(i == 0 ? "" : ", ")
          .append("\"%s\": %s".formatted(stepsAndFailures[i], stepsAndFailures[i + 1]));
    }
    return "\"failures\": {%s}".formatted(members);
  }

  private static List<String> commands(int volumes) {
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < volumes; i++) {
      for (String command : COMMANDS_OF_A_VOLUME) {
        commands.add(command.formatted(i));
      }
    }
    return commands;
  }

  private RestoreReport report(Status status, String mode, int volumes, String progress) {
    return report(status, mode, volumes, progress, "/dev/xvda");
  }

  /** As "Report Restore" is handed it. */
  private RestoreReport report(
      Status status, String mode, int volumes, String progress, String rootDevice) {
    String assignments =
        IntStream.range(0, volumes)
            .mapToObj(
                i ->
                    """
                    {"snapshotId": "snap-%1$017d", "device": "/dev/sd%1$d", "deleteOnTermination": true%2$s}
                    """
                        .formatted(
                            i,
                            mode.equals("swap")
                                ? ", \"replaces\": {\"volumeId\": \"vol-o%016d\"}".formatted(i)
                                : ""))
            .collect(Collectors.joining(","));
    String restored =
        IntStream.range(0, volumes)
            .mapToObj(
                i ->
                    """
                    {"volumeId": "vol-%1$017d", "snapshotId": "snap-%1$017d", "device": "/dev/sd%1$d",
                     "settings": {"type": "gp3", "size": 100, "iops": 16000, "throughput": 1000},
                     "state": "available"}
                    """
                        .formatted(i))
            .collect(Collectors.joining(","));
    String input =
        """
        {"plan": {"restoreId": "r@2026-03-03T09:00:00Z",
                  "executionArn": "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-restore:r",
                  "instanceId": "i-0a1b2c3d4e5f60718", "availabilityZone": "eu-central-1b",
                  "startedAt": "2026-03-03T09:00:00Z", "deadline": "2026-03-03T10:00:00Z",
                  "mode": "%s", "volumes": [], "checks": [], "warnings": ["EC2 reboots it"]%s},
         "status": "%s",
         "progress": {"volumes": [%s], %s}}
        """
            .formatted(
                mode,
                mode.equals("create")
                    ? ""
                    : ", \"placing\": {\"rootDevice\": \"%s\", \"assignments\": [%s]}"
                        .formatted(rootDevice, assignments),
                status,
                restored,
                progress.isEmpty() ? failures() : progress);
    ReportRestoreHandler.Input read = json.read(input, ReportRestoreHandler.Input.class);
    return RestoreReport.of(read.plan(), read.status(), read.progress());
  }
}
