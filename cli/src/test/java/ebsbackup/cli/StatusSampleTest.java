package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/status-sample.html: all but its data is what the command writes today. */
class StatusSampleTest {
  private static final String DATA = "(?<=type=\"text/plain\">)[^<]+";

  @TempDir private Path folder;

  @Test
  void theSampleIsAPageOfToday() throws IOException {
    Path page = folder.resolve("status.html");
    Cli.run("status", "--world", Cli.SMALL, "--html", page.toString());

    assertThat(
            Files.readString(Cli.PROJECT.resolve("docs/status-sample.html")).replaceAll(DATA, ""))
        .isEqualTo(Files.readString(page).replaceAll(DATA, ""));
  }
}
