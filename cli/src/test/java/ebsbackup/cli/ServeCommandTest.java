package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.wire.WireClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The command as a process of its own, since a signal ends it. */
class ServeCommandTest {
  @TempDir private Path folder;

  @Test
  void servesUntilASignalAndSavesThen() throws IOException, InterruptedException {
    Path saved = folder.resolve("saved");
    Process process = serve("--json", "--port", "0", "--save", saved.toString());
    try (BufferedReader out = process.inputReader()) {
      Map<?, ?> told = (Map<?, ?>) Json.parse(out.readLine());
      String volume;
      try (Ec2Client client = WireClients.overSocket(URI.create(told.get("endpoint").toString()))) {
        volume = client.createVolume(r -> r.availabilityZone("eu-central-1b").size(3)).volumeId();
      }
      assertThat((List<?>) told.get("stateMachines")).hasSize(4);

      process.destroy();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(saved.resolve("volumes.json"))).contains(volume);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, true", "PT1H, false"})
  void aNewResourceIsKnownAtOnce_unlessALagIsAsked(String lag, boolean known) throws IOException {
    Process process = serve("--json", "--port", "0", "--consistency-lag", lag);
    try (BufferedReader out = process.inputReader()) {
      Map<?, ?> told = (Map<?, ?>) Json.parse(out.readLine());
      try (Ec2Client client = WireClients.overSocket(URI.create(told.get("endpoint").toString()))) {
        String id =
            client.createVolume(r -> r.availabilityZone("eu-central-1b").size(3)).volumeId();

        assertThat(
                client.describeVolumes().volumes().stream().anyMatch(v -> v.volumeId().equals(id)))
            .isEqualTo(known);
        if (known) {
          assertThat(client.describeVolumes(r -> r.volumeIds(id)).volumes()).hasSize(1);
        }
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aLagThatIsNoDurationIsSaid() {
    assertThat(Cli.run("serve", "--world", Cli.SMALL, "--consistency-lag", "-PT1S").err())
        .contains("--consistency-lag: expected a duration such as PT2S, but was PT-1S");
    assertThat(Cli.run("serve", "--world", Cli.SMALL, "--consistency-lag", "soon").status())
        .isEqualTo(2);
  }

  @Test
  void printsWhatToPaste() throws IOException {
    Process process = serve("--port", "0");
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line.strip());
        if (line.contains("Ctrl-C")) {
          break;
        }
      }

      assertThat(lines)
          .anyMatch(line -> line.matches("export AWS_ENDPOINT_URL=http://127.0.0.1:\\d+"))
          .contains(
              "export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any",
              "export AWS_DEFAULT_REGION=eu-central-1",
              "arn:aws:states:eu-central-1:123456789012:stateMachine:ebs-backup-backup");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Cli.Result result = Cli.run("serve", "--world", Cli.SMALL, "--port", port);

      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err().strip())
          .isEqualTo(
              "ebs-backup: --port: %s is in use: choose another one, or 0 for any that is free"
                  .formatted(port));
    }
  }

  @Test
  void aWorldThatIsNotThereIsSaid() {
    Cli.Result result = Cli.run("serve", "--world", "nowhere");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("nowhere: is not a folder");
  }

  private static Process serve(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Debsbackup.root=" + Cli.PROJECT);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EbsBackup.class.getName(), "serve", "--world", Cli.SMALL));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
