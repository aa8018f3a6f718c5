package ebsbackup.aws;

import static ebsbackup.ebs.Ec2Limits.VALUES_OF_A_FILTER;

import ebsbackup.request.TagRules;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ec2.model.Filter;

/** EC2's request filters. */
final class Filters {
  private Filters() {}

  /** Matches resources with exactly one of the values; wildcards in them are matched literally. */
  static Filter exactly(String name, List<String> values) {
    return Filter.builder()
        .name(name)
        .values(values.stream().map(Filters::literal).toList())
        .build();
  }

  /** Matches resources whose value contains the text. */
  static Filter containing(String name, String text) {
    return Filter.builder().name(name).values("*" + literal(text) + "*").build();
  }

  static Filter exactly(String name, String... values) {
    return exactly(name, List.of(values));
  }

  static Filter tag(String key, String... values) {
    return exactly("tag:" + key, values);
  }

  /** Matches resources that have every key with one of the values that a plan lists for it. */
  static List<Filter> tags(Map<String, List<String>> written) {
    return written.entrySet().stream()
        .map(
            e ->
                TagRules.anyOf(e.getValue())
                    ? Filter.builder().name("tag:" + e.getKey()).values("*").build()
                    : exactly(
                        "tag:" + e.getKey(), e.getValue().stream().map(TagRules::literal).toList()))
        .toList();
  }

  /**
   * Returns one filter for each request that together match exactly these values, because the
   * values of a filter are limited. Empty if there are no values.
   */
  static List<Filter> inBatches(String name, List<String> values) {
    return IntStream.iterate(0, from -> from < values.size(), from -> from + VALUES_OF_A_FILTER)
        .mapToObj(
            from ->
                exactly(
                    name, values.subList(from, Math.min(from + VALUES_OF_A_FILTER, values.size()))))
        .toList();
  }

  private static String literal(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }
}
