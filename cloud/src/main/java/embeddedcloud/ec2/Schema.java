package embeddedcloud.ec2;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * The filters of Describe calls for one kind of resource: EC2's filter names, and a resource's
 * values for each. Values are case-sensitive and may contain {@code *} and {@code ?}, which a
 * backslash escapes. At least one of a filter's values must match, and every filter must match.
 */
final class Schema<T> {
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html. */
  private static final int MAX_VALUES = 200;

  private static final int MAX_FILTERS = 50;
  private static final String TAG = "tag:";

  private final Map<String, Function<T, List<String>>> fields = new LinkedHashMap<>();
  private final Set<String> indexed = new HashSet<>();
  private final Function<T, List<Tag>> tags;

  Schema(Function<T, List<Tag>> tags) {
    this.tags = tags;
  }

  /** A filter on one value, which may be absent (null). */
  Schema<T> field(String name, Function<T, ?> value) {
    return fields(name, item -> textOf(value.apply(item)));
  }

  Schema<T> fields(String name, Function<T, List<String>> values) {
    fields.put(name, values);
    return this;
  }

  /** Makes resources findable by these filters without a scan of all resources. */
  Schema<T> indexed(String... names) {
    indexed.addAll(List.of(names));
    return this;
  }

  private static List<String> textOf(Object value) {
    return value == null ? List.of() : List.of(value.toString());
  }

  /**
   * A key of a resource in the index.
   *
   * @param filter the filter's name
   */
  record IndexKey(String filter, String value) {}

  /** The keys of the resource in the index. */
  Set<IndexKey> indexKeys(T item) {
    Set<IndexKey> keys = new LinkedHashSet<>();
    for (String name : indexed) {
      fields.get(name).apply(item).forEach(value -> keys.add(new IndexKey(name, value)));
    }
    for (Tag tag : tags.apply(item)) {
      keys.add(new IndexKey(TAG + tag.key(), tag.value()));
    }
    return keys;
  }

  /**
   * The values to look up in the index to find everything that the filter accepts; empty if the
   * index cannot answer the filter.
   */
  List<String> lookups(Filter filter) {
    boolean known = filter.name().startsWith(TAG) || indexed.contains(filter.name());
    if (!known || filter.values().stream().anyMatch(Schema::hasWildcard)) {
      return List.of();
    }
    return filter.values().stream().distinct().toList();
  }

  /** Returns a predicate that accepts what all filters accept. Refuses filters that EC2 refuses. */
  Predicate<T> accepting(List<Filter> filters) {
    if (filters.size() > MAX_FILTERS) {
      throw Ec2Errors.of(
          "FilterLimitExceeded",
          "The maximum number of filters specified on a single call is %d",
          MAX_FILTERS);
    }
    Predicate<T> all = item -> true;
    for (Filter filter : filters) {
      all = all.and(accepting(filter));
    }
    return all;
  }

  private Predicate<T> accepting(Filter filter) {
    Function<T, List<String>> values = valuesOf(filter.name());
    if (filter.values().isEmpty()) {
      throw Ec2Errors.badValue("The filter '%s' has no values", filter.name());
    }
    if (filter.values().size() > MAX_VALUES) {
      throw Ec2Errors.of(
          "FilterLimitExceeded",
          "The maximum number of filter values specified on a single call is %d",
          MAX_VALUES);
    }
    Predicate<String> wanted = matcher(filter.values());
    if (filter.name().startsWith(TAG)) {
      String key = filter.name().substring(TAG.length());
      return item -> {
        // A loop, because listing a long history runs this for every snapshot.
        for (Tag tag : tags.apply(item)) {
          if (tag.key().equals(key) && wanted.test(tag.value())) {
            return true;
          }
        }
        return false;
      };
    }
    return item -> values.apply(item).stream().anyMatch(wanted);
  }

  private Function<T, List<String>> valuesOf(String name) {
    if (name == null) {
      throw Ec2Errors.missing("Filter.1.Name");
    }
    if (name.startsWith(TAG)) {
      String key = name.substring(TAG.length());
      return item ->
          tags.apply(item).stream().filter(tag -> tag.key().equals(key)).map(Tag::value).toList();
    }
    if (name.equals("tag-key")) {
      return item -> tags.apply(item).stream().map(Tag::key).toList();
    }
    Function<T, List<String>> values = fields.get(name);
    if (values == null) {
      throw Ec2Errors.badValue("The filter '%s' is invalid", name);
    }
    return values;
  }

  private static Predicate<String> matcher(List<String> wanted) {
    Set<String> exact = new HashSet<>();
    List<Pattern> patterns = new ArrayList<>();
    for (String value : wanted) {
      if (hasWildcard(value)) {
        patterns.add(pattern(value));
      } else {
        exact.add(value);
      }
    }
    return value ->
        exact.contains(value)
            || patterns.stream().anyMatch(pattern -> pattern.matcher(value).matches());
  }

  private static boolean hasWildcard(String value) {
    return value.indexOf('*') >= 0 || value.indexOf('?') >= 0 || value.indexOf('\\') >= 0;
  }

  private static Pattern pattern(String value) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        regex.append(Pattern.quote(String.valueOf(value.charAt(++i))));
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
