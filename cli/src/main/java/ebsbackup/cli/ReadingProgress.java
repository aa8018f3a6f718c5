package ebsbackup.cli;

import ebsbackup.blocks.BlockSource;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows the progress of reading a disk: one line on a terminal, a line for each 10 percent
 * elsewhere, and nothing if it takes only seconds.
 */
final class ReadingProgress {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** A smaller disk is counted in MiB. */
  private static final long LARGE = 10 * GIB;

  private static final int WORTH_A_LINE = 10;
  private static final String CLEARED = "\r\u001b[2K";

  private final PrintWriter out;
  private final long size;
  private final Clock clock;
  private final Instant begin;
  private final boolean terminal = Ansi.AUTO.enabled();
  private Instant shown;
  private int percentShown;

  ReadingProgress(PrintWriter out, long size, Clock clock) {
    this.out = out;
    this.size = size;
    this.clock = clock;
    begin = clock.instant();
    shown = begin;
  }

  /** Records that this many blocks from the start of the disk are done. */
  void done(long blocks) {
    Instant now = clock.instant();
    if (Duration.between(shown, now).compareTo(PATIENCE) < 0) {
      return;
    }
    long bytes = Math.min(size, blocks * BlockSource.BLOCK_SIZE);
    boolean small = size < LARGE;
    long unit = small ? MIB : GIB;
    String nouns = small ? "MiB" : "GiB";
    Meter meter =
        new Meter((int) (bytes / unit), (int) (size / unit), bytes / (double) size, nouns);
    String text = meter.text(new Meter(0, meter.all(), 0, nouns), Duration.between(begin, now));
    if (terminal) {
      out.print(CLEARED + text);
      out.flush();
      shown = now;
    } else if (meter.percent() >= percentShown + WORTH_A_LINE) {
      percentShown = meter.percent();
      out.println(text);
      shown = now;
    }
  }

  /** Removes the line from the terminal. */
  void end() {
    if (terminal && shown.isAfter(begin)) {
      out.print(CLEARED);
      out.flush();
    }
  }
}
