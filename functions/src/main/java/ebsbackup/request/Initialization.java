package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the new volumes load from their snapshots.
 *
 * @param rate the rate in MiB/s; present only with {@link Way#RATE}
 * @param waitUntilLoaded whether the restore waits until the volumes have loaded
 */
public record Initialization(Way way, Optional<Integer> rate, boolean waitUntilLoaded) {
  /** Where the blocks come from, and when. */
  public enum Way {
    /** Blocks load on first use and in the background, at EC2's default rate. */
    DEFAULT("default"),
    /** Blocks load at a rate that the request names. */
    RATE("rate"),
    /** The snapshots have fast snapshot restore enabled. */
    FAST_SNAPSHOT_RESTORE("fsr");

    private final String word;

    Way(String word) {
      this.word = word;
    }

    /** The way as a request spells it. */
    public String word() {
      return word;
    }

    /**
     * Reads a way.
     *
     * @throws InvalidInputException if there is no such way
     */
    public static Way of(String word) {
      return Arrays.stream(values())
          .filter(way -> way.word.equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "initialization.way", "\"" + word + "\"", "default, rate or fsr"));
    }
  }

  public Initialization {
    if (rate.isPresent() != (way == Way.RATE)) {
      throw new IllegalArgumentException("a rate belongs to the way \"rate\" and to no other");
    }
  }

  /** EC2's limits, in MiB/s. */
  private static final int SLOWEST = 100;

  private static final int FASTEST = 300;

  public static Initialization ofRate(int rate, boolean waitUntilLoaded) {
    if (rate < SLOWEST || rate > FASTEST) {
      throw new InvalidInputException(
          "initialization.rate",
          Integer.toString(rate),
          "%d to %d MiB/s".formatted(SLOWEST, FASTEST));
    }
    return new Initialization(Way.RATE, Optional.of(rate), waitUntilLoaded);
  }

  /**
   * The expected time and cost.
   *
   * @param time the longest time until the largest volume has loaded; absent if EC2 promises
   *     nothing
   * @param extraCost the cost in addition to the price of the volumes, in EC2's billing units
   */
  public record Estimate(Optional<String> time, String extraCost, String note) {}

  /**
   * Estimates by size. A snapshot may store less than the size of its volume, so these are upper
   * bounds.
   *
   * @param snapshotSizes the sizes in GiB
   */
  public Estimate estimate(List<Integer> snapshotSizes) {
    long all = snapshotSizes.stream().mapToLong(Integer::longValue).sum();
    long largest = snapshotSizes.stream().mapToLong(Integer::longValue).max().orElse(0);
    return switch (way) {
      case RATE ->
          new Estimate(
              rate.map(r -> Duration.ofSeconds((largest * 1024 + r - 1) / r).toString()),
              "volume initialization of at most %d GiB".formatted(all),
              "billed by the full size of the snapshots, once");
      case FAST_SNAPSHOT_RESTORE ->
          new Estimate(
              Optional.of("PT0S"),
              "none",
              "fast snapshot restore is enabled already, and billed by the hour until disabled;"
                  + " it is in full effect for as many volumes as it has credits");
      case DEFAULT ->
          new Estimate(
              Optional.empty(),
              "none",
              "blocks load on first use and in the background at a rate that EC2 does not promise;"
                  + " %d GiB at most".formatted(all));
    };
  }
}
