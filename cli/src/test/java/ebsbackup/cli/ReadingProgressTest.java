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
  private static final long BLOCKS = 200 * 1024L;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final StringWriter written = new StringWriter();

  private void read(Duration each) {
    ReadingProgress progress =
        new ReadingProgress(new PrintWriter(written), BLOCKS * BlockSource.BLOCK_SIZE, clock);
    for (int percent = 1; percent <= 100; percent++) {
      clock.advance(each);
      progress.done(BLOCKS / 100 * percent);
    }
    progress.end();
  }

  @Test
  void outsideOfATerminal_eachTenthIsALine() {
    read(Duration.ofSeconds(10));

    assertThat(written.toString().lines())
        .hasSize(10)
        .startsWith("[##------------------] 10 of 100 GiB, 10 %, about 15 min 0 s left");
  }

  @Test
  void whatTakesSeconds_isSilent() {
    read(Duration.ofMillis(20));

    assertThat(written.toString()).isEmpty();
  }
}
