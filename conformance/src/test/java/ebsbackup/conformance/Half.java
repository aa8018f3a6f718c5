package ebsbackup.conformance;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Of cases that take minutes together, every other one, where the system property {@code
 * conformance.half} is 0 or 1; otherwise all.
 */
public final class Half {
  private Half() {}

  /** The chosen ones, in order. */
  public static <T> Stream<T> of(List<T> cases) {
    Integer half = Integer.getInteger("conformance.half");
    return half == null
        ? cases.stream()
        : IntStream.range(0, cases.size()).filter(i -> i % 2 == half).mapToObj(cases::get);
  }
}
