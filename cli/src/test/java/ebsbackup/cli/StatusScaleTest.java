package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The report on a million sets, in a JVM with the heap that the launcher gives it. */
class StatusScaleTest {
  @Test
  @Tag("sweep")
  void aMillionSets_fitIntoAGibibyte_andTheirPageIntoFiveMebibytes() throws Exception {
    Map<?, ?> figures = figures("10000", "100", "1");

    assertThat(figures.get("snapshots")).isEqualTo(1_000_000L);
    assertThat(number(figures, "pageMiB")).isBetween(1.0, 5.0);
    // bench/run measures it; this finds what grows with the square.
    assertThat(number(figures, "cpuSeconds") - number(figures, "pagesSeconds")).isLessThan(60);
  }

  private static double number(Map<?, ?> figures, String name) {
    return Double.parseDouble(figures.get(name).toString());
  }

  private static Map<?, ?> figures(String... account) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "ebsbackup.workflow.prune.Figures",
                "status"));
    command.addAll(List.of(account));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(line).isZero();
    return (Map<?, ?>) Json.parse(line.strip());
  }
}
