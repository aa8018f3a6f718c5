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
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The command as a process of its own, since a signal ends it. */
class ServeCommandTest {
  @TempDir private Path folder;

  @Test
  void aNewResourceIsKnownAtOnce_andSavedAfterASignal() throws IOException, InterruptedException {
    Path saved = folder.resolve("saved");
    Process process = serve("--json", "--port", "0", "--save", saved.toString());
    try (BufferedReader out = process.inputReader()) {
      Map<?, ?> printed = (Map<?, ?>) Json.parse(out.readLine());
      assertThat((List<?>) printed.get("stateMachines")).hasSize(6);
      String volume;
      try (Ec2Client client =
          WireClients.overSocket(URI.create(printed.get("endpoint").toString()))) {
        volume = create(client);

        assertThat(isListed(client, volume)).isTrue();
        assertThat(client.describeVolumes(r -> r.volumeIds(volume)).volumes()).hasSize(1);
      }

      process.destroy();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(saved.resolve("volumes.json"))).contains(volume);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void printsWhatToPaste_andLagsIfAsked() throws IOException {
    Cli.copySmall(folder);
    Path settings = folder.resolve("world.json");
    Files.writeString(settings, Files.readString(settings).replace("2026-03-01", "2126-03-01"));

    Process process = serve(folder, "--port", "0", "--consistency-lag", "PT1H");
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line.strip());
        if (line.contains("Ctrl-C")) {
          break;
        }
      }
      assertThat(lines)
          .contains(
              "export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any",
              "export AWS_DEFAULT_REGION=eu-central-1",
              "arn:aws:states:eu-central-1:123456789012:stateMachine:ebs-backup-backup")
          .last()
          .asString()
          .startsWith("The world's time is 2126-03-01T");
      String export = "export AWS_ENDPOINT_URL=";
      String endpoint =
          lines.stream()
              .filter(line -> line.matches(export + "http://127.0.0.1:\\d+"))
              .findFirst()
              .orElseThrow()
              .substring(export.length());

      try (Ec2Client client = WireClients.overSocket(URI.create(endpoint))) {
        assertThat(isListed(client, create(client))).isFalse();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static String create(Ec2Client client) {
    return client.createVolume(r -> r.availabilityZone("eu-central-1b").size(3)).volumeId();
  }

  private static boolean isListed(Ec2Client client, String volume) {
    return client.describeVolumes().volumes().stream().anyMatch(v -> v.volumeId().equals(volume));
  }

  @Test
  void aLagThatIsNotADurationIsNamed() {
    assertThat(Cli.run("serve", "--world", Cli.SMALL, "--consistency-lag", "-PT1S").err())
        .contains("--consistency-lag: expected a duration such as PT2S, but was PT-1S");
    assertThat(Cli.run("serve", "--world", Cli.SMALL, "--consistency-lag", "soon").status())
        .isEqualTo(2);
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Cli.Result result = Cli.run("serve", "--world", Cli.SMALL, "--port", port);

      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err().strip())
          .isEqualTo(
              "ebs-backup: --port: %s is in use: choose another one, or 0 for any free port"
                  .formatted(port));
    }
  }

  @Test
  void aMissingWorldIsNamed() {
    Cli.Result result = Cli.run("serve", "--world", "nowhere");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("nowhere: is not a folder");
  }

  private static Process serve(String... options) throws IOException {
    return serve(Path.of(Cli.SMALL), options);
  }

  private static Process serve(Path world, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher starts it, with as little compilation as possible.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Debsbackup.root=" + Cli.PROJECT);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EbsBackup.class.getName(), "serve", "--world", world.toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
