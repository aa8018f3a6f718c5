package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.Cloud;
import embeddedcloud.wire.ServedCloud;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Executions of a deployed stack, here one that is served, and people who leave them. */
class FollowCommandTest {
  private static final String REGION = "eu-central-1";
  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "any", "aws.secretAccessKey", "any");

  private final List<RuntimeException> defects = new ArrayList<>();
  @TempDir private Path folder;
  private Cloud cloud;

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin WorldOptions options) {}

  @BeforeEach
  void open() throws IOException {
    WorldOptions options = new WorldOptions();
    new CommandLine(new Holder(options)).parseArgs("--world", Cli.SMALL);
    cloud = options.open(new PrintWriter(PrintWriter.nullWriter()));
    CREDENTIALS.forEach(System::setProperty);
  }

  @AfterEach
  void close() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
    cloud.close();
    assertThat(defects).isEmpty();
  }

  private ServedCloud serve() throws IOException {
    return ServedCloud.start(cloud, 0, Clock.systemUTC(), 1, defects::add);
  }

  @Test
  void aPersonWhoLeavesABackup_isToldHowToLookAgain_andTheBackupGoesOn() throws Exception {
    Path errors = folder.resolve("errors");
    try (ServedCloud served = serve()) {
      Process process = start(served, errors);
      try (BufferedReader out = process.inputReader()) {
        assertThat(out.lines().takeWhile(line -> !line.contains("Check Snapshots")))
            .anyMatch(line -> line.contains("Create Snapshots"));
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
    }
    String arn = cloud.executions().getFirst().arn();
    assertThat(Files.readString(errors))
        .contains(
            "The execution continues.",
            "./ebs-backup follow %s --region %s".formatted(arn, REGION));

    cloud.clock().advance(Duration.ofHours(1));
    Cli.Result result;
    try (ServedCloud served = serve()) {
      System.setProperty("aws.endpointUrl", served.uri().toString());
      result = Cli.run("follow", arn, "--region", REGION);
    }

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("Start Run", "Check Snapshots", "2 of 2 sets are good", "Status    SUCCEEDED");
  }

  @Test
  void aWorldHasNothingToFollow() {
    Cli.Result result = Cli.run("follow", "arn:aws:states:eu-central-1:1:execution:a:b");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("--profile or --region is required");
  }

  private static Process start(ServedCloud served, Path errors) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Debsbackup.root=" + Cli.PROJECT,
            "-cp",
            System.getProperty("java.class.path"),
            EbsBackup.class.getName(),
            "start",
            "backup",
            "--input",
            Cli.event("backup-by-tags"),
            "--region",
            REGION);
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL", served.uri().toString(),
                "AWS_ACCESS_KEY_ID", "any",
                "AWS_SECRET_ACCESS_KEY", "any"));
    return builder.redirectError(errors.toFile()).start();
  }
}
