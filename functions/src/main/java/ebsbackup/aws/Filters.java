package ebsbackup.aws;

import ebsbackup.request.TagRules;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Filter;

/** EC2's request filters. */
final class Filters {
  private Filters() {}

  /** Matches resources with exactly one of the values: wildcards in them are taken literally. */
  static Filter exactly(String name, List<String> values) {
    return Filter.builder()
        .name(name)
        .values(values.stream().map(Filters::literal).toList())
        .build();
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

  private static String literal(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }
}
