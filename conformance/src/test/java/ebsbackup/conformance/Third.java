package ebsbackup.conformance;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Of cases that take minutes together, every third one, where the system property {@code
 * conformance.third} is 0, 1 or 2; otherwise all.
 */
public final class Third {
  private Third() {}

  /** The chosen ones, in order. */
  public static <T> Stream<T> of(List<T> cases) {
    Integer third = Integer.getInteger("conformance.third");
    return third == null
        ? cases.stream()
        : IntStream.range(0, cases.size()).filter(i -> i % 3 == third).mapToObj(cases::get);
  }
}
