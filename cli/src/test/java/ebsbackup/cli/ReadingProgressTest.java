package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.blocks.BlockSource;
import embeddedcloud.time.VirtualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final StringWriter written = new StringWriter();

  private void read(int gibibytes, Duration each) {
    long blocks = gibibytes * 2048L;
    ReadingProgress progress =
        new ReadingProgress(new PrintWriter(written), blocks * BlockSource.BLOCK_SIZE, clock);
    for (int percent = 1; percent <= 100; percent++) {
      clock.advance(each);
      progress.done(blocks * percent / 100);
    }
    progress.end();
  }

  @Test
  void outsideOfATerminal_eachTenthIsALine() {
    read(100, Duration.ofSeconds(10));

    assertThat(written.toString().lines())
        .hasSize(10)
        .startsWith("[##------------------] 10 of 100 GiB, 10 %, about 15 min 0 s left");
  }

  @Test
  void aSmallDisk_isCountedInMebibytes() {
    read(5, Duration.ofSeconds(10));

    assertThat(written.toString().lines())
        .startsWith("[##------------------] 512 of 5120 MiB, 10 %, about 15 min 0 s left");
  }

  @Test
  void whatTakesSeconds_isSilent() {
    read(100, Duration.ofMillis(20));

    assertThat(written.toString()).isEmpty();
  }
}
