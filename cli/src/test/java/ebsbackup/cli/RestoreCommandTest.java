package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, on the sample world after one backup. */
class RestoreCommandTest {
  private static final String INSTANCE = "i-0aeb0000000000001";

  @TempDir private Path folder;
  private String rootBefore;

  private record Result(int status, String out, String err) {}

  @BeforeEach
  void oneBackup() throws IOException {
    rootBefore = System.getProperty("ebsbackup.root", "");
    System.setProperty("ebsbackup.root", "..");
    Path plan = folder.resolve("plan.json");
    Files.writeString(
        plan, "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}}".formatted(INSTANCE));
    Result backup =
        run(
            "start",
            "backup",
            "--world",
            "../worlds/small",
            "--input",
            plan.toString(),
            "--save",
            world());
    assertThat(backup.status()).as(backup.err() + backup.out()).isZero();
  }

  @AfterEach
  void putBack() {
    System.setProperty("ebsbackup.root", rootBefore);
  }

  @Test
  void swapsAndSaysWhatIsKept() {
    Result result = restore("--latest", "--mode", "swap", "--stop", "--device", "/dev/sdf");

    assertThat(result.status()).as(result.err() + result.out()).isZero();
    assertThat(result.out())
        .contains("Result    SUCCEEDED\nSummary   1 volume is in its place at " + INSTANCE)
        .contains("REPLACED AND KEPT      WAS AT\nvol-0aeb000000000000f  /dev/sdf\n")
        .containsPattern("SAFETY SNAPSHOT +OF\nsnap-\\w+ +vol-0aeb000000000000f\n");
  }

  @Test
  void theStatus_countsTheSafetySnapshotsOfRestores() {
    String after = folder.resolve("after").toString();
    Result restored =
        restore("--latest", "--mode", "swap", "--stop", "--device", "/dev/sdf", "--save", after);
    assertThat(restored.status()).as(restored.err() + restored.out()).isZero();

    assertThat(run("status", "--world", after).out())
        .contains("Other snapshots: 1 of restores, 2 that this product did not create, 0 of them");
  }

  @Test
  void aDryRunShowsThePlan() {
    Result result = restore("--latest", "--mode", "swap", "--no-stop", "--dry-run");

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("Result    PLANNED")
        .containsPattern("snap-\\w+ +/dev/xvda +vol-0aeb000000000000a ")
        .contains("Loading   blocks load on first use")
        .contains("Checked   instance: " + INSTANCE + " is running");
  }

  @Test
  void aRefusalIsOneLineAndExitCode1() {
    Result result = restore("--latest", "--mode", "swap");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .contains("Cause     " + INSTANCE + " is running: specify \"stop\": true");
  }

  @Test
  void theRestorePointIsRequired() {
    Result result = restore("--mode", "create");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("--latest");
  }

  @Test
  void theSourceMayBeAnotherInstance() {
    Result result =
        run(
            "restore",
            "--world",
            world(),
            "--instance",
            "i-0db00000000000001",
            "--source",
            INSTANCE,
            "--latest");

    assertThat(result.status()).as(result.err() + result.out()).isZero();
    assertThat(result.out())
        .contains("Summary   2 volumes are available in eu-central-1a")
        .contains("Instance  i-0db00000000000001");
  }

  @Test
  void theOwnerMayBeAnotherAccount_thatTheParameterNames() {
    String[] command = {
      "restore",
      "--world",
      "src/test/resources/sample-world",
      "--instance",
      "i-0a1b2c3d4e5f60718",
      "--source",
      "i-0aa00000000000001",
      "--owner",
      "444455556666",
      "--latest",
      "--parameter",
      "RestoreFromAccounts=444455556666"
    };

    Result allowed = run(command);
    Result refused = run(Arrays.copyOf(command, command.length - 2));

    assertThat(allowed.status()).as(allowed.err() + allowed.out()).isZero();
    assertThat(allowed.out()).contains("1 volume is available", "snap-0aa00000000000001");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.out()).contains("from.owner", "RestoreFromAccounts");
  }

  @Test
  void theVolumeToReplaceIsNamedByDevice() {
    Result named = restoreInPlaceOf("vol-0aeb000000000000f");
    Result none = restoreInPlaceOf("none");

    assertThat(named.status()).as(named.err() + named.out()).isZero();
    assertThat(named.out())
        .contains("REPLACED AND KEPT      WAS AT\nvol-0aeb000000000000f  /dev/sdf\n");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.out())
        .contains("replace./dev/sdf is \"none\", but /dev/sdf of " + INSTANCE + " has");
  }

  private Result restoreInPlaceOf(String replaced) {
    return restore(
        "--latest",
        "--mode",
        "swap",
        "--stop",
        "--device",
        "/dev/sdf",
        "--replace",
        "/dev/sdf=" + replaced);
  }

  @Test
  void theLinesForTerraformFollowTheReport() {
    Result with =
        restore("--latest", "--mode", "swap", "--stop", "--device", "/dev/sdf", "--terraform");
    Result without = restore("--latest", "--mode", "swap", "--stop", "--device", "/dev/sdf");

    assertThat(with.out())
        .contains("volume=$(terraform state list -id=vol-0aeb000000000000f)")
        .containsPattern("to = \\$volume\n +id = \"vol-\\w{17}\"")
        .containsPattern("snapshot_id = \"snap-\\w{17}\"");
    assertThat(without.out()).contains("Result    SUCCEEDED").doesNotContain("terraform");
  }

  private String world() {
    return folder.resolve("world").toString();
  }

  private Result restore(String... arguments) {
    List<String> all = new ArrayList<>(List.of("restore", "--world", world()));
    all.addAll(List.of("--instance", INSTANCE));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        EbsBackup.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
