package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is printed as UTF-8, even if the locale has another encoding. */
class EncodingTest {
  @TempDir private Path folder;

  @Test
  void theOutputAndTheErrors_areUtf8InEveryLocale() throws Exception {
    Path plan = Files.writeString(folder.resolve("plan.json"), "{\"plän\": 1}");

    assertThat(run("prune", "--help")).contains("snapshots/snap-….img");
    assertThat(run("prune", "--plan", plan.toString(), "--world", plan.toString()))
        .contains("`plän`: unknown");
  }

  private static String run(String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dstdout.encoding=US-ASCII",
            "-Dstderr.encoding=US-ASCII",
            "-cp",
            System.getProperty("java.class.path"),
            EbsBackup.class.getName());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
