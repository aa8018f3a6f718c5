package ebsbackup.cli;

import ebsbackup.cli.report.Elapsed;
import java.time.Duration;
import java.util.Optional;

/**
 * The progress of something that EC2 does in the background.
 *
 * @param done how many are complete
 * @param all how many there are
 * @param share the part that is complete, from 0 to 1, including work in progress
 * @param nouns what is counted, such as {@code snapshots}
 */
record Meter(int done, int all, double share, String nouns) {
  private static final int WIDTH = 20;

  /** Before this time has passed, there is too little data to estimate the time left. */
  private static final Duration LEAST = Duration.ofSeconds(20);

  /**
   * A bar and the numbers, such as {@code [#####---------------] 3 of 12 snapshots, 25 %}.
   *
   * @param first an earlier measurement of the same
   * @param since the time since that measurement
   */
  String text(Meter first, Duration since) {
    int filled = (int) Math.floor(share * WIDTH);
    return "[%s%s] %d of %d %s, %d %%%s"
        .formatted(
            "#".repeat(filled),
            "-".repeat(WIDTH - filled),
            done,
            all,
            nouns,
            percent(),
            left(first, since)
                .map(left -> ", about %s left".formatted(Elapsed.words(left)))
                .orElse(""));
  }

  /** Rounded down: 100 only if everything is complete. */
  int percent() {
    return (int) Math.floor(share * 100);
  }

  private Optional<Duration> left(Meter first, Duration since) {
    double gained = share - first.share;
    return since.compareTo(LEAST) < 0 || gained <= 0 || share >= 1
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (since.toMillis() * (1 - share) / gained)));
  }
}
