package ebsbackup.aws;

import java.util.List;
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

  private static String literal(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }
}
