package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on a world with a file that is not part of it. */
class WorldWarningsTest {
  private static final String WARNING = "ebs-backup: notes.txt: not part of a world, ignored\n";

  @TempDir private Path world;

  @BeforeEach
  void world() throws IOException {
    Cli.copySmall(world);
    Files.writeString(world.resolve("notes.txt"), "x");
  }

  /** EVENTS stands for the folder of the sample inputs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "start backup --input EVENTS/backup-by-tags.json",
        "schedules --from 2026-03-01T02:00:00Z --until 2026-03-02T00:00:00Z",
        "prune --plan EVENTS/prune.json",
        "prune --plan EVENTS/prune.json --dry-run",
        "verify",
        "status",
        "status --plan EVENTS/prune.json --what-if EVENTS/prune.json",
        "restore --instance i-0aeb0000000000001 --latest"
      })
  void warnings_areInTheErrors_onceEach_andNotInTheOutput(String line) {
    Cli.Result text = run(line);
    Cli.Result document = run(line + " --json");

    assertThat(text.err()).isEqualTo(WARNING);
    assertThat(text.out()).isNotEmpty().doesNotContain("notes.txt");
    assertThat(document.err()).isEqualTo(WARNING);
    assertThat(document.json()).isNotEmpty();
  }

  @Test
  void warnings_comeBeforeTheReasonWhyAWorldIsNotServed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Result result = run("serve --port " + taken.getLocalPort());

      assertThat(result.err()).startsWith(WARNING + "ebs-backup: --port: ").hasLineCount(2);
      assertThat(result.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "manifest --out none.txt"})
  void warnings_comeBeforeTheReasonWhyADiskIsNotRead(String command) {
    assertThat(run(command + " --snapshot snap-0123456789abcdef0").err())
        .startsWith(WARNING + "ebs-backup: ");
  }

  private Cli.Result run(String line) {
    String events = Cli.PROJECT.resolve("events").toString();
    return Cli.run((line.replace("EVENTS", events) + " --world " + world).split(" "));
  }
}
