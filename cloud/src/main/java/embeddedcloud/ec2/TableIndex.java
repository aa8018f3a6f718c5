package embeddedcloud.ec2;

import embeddedcloud.ec2.Schema.IndexKey;
import embeddedcloud.ec2.Table.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a table by filter and value. Most values belong to one resource, and a large fleet
 * has hundreds of thousands of them. To save memory, rows are kept in short lists, and a value is
 * the resource's own string.
 */
final class TableIndex<T> {
  private final Map<String, Map<String, List<Row<T>>>> byFilter = new HashMap<>();

  void add(IndexKey key, Row<T> row) {
    List<Row<T>> rows =
        byFilter
            .computeIfAbsent(key.filter(), filter -> new HashMap<>())
            .computeIfAbsent(key.value(), value -> new ArrayList<>(1));
    rows.add(firstAfter(rows, row.sequence), row);
  }

  void remove(IndexKey key, Row<T> row) {
    Map<String, List<Row<T>>> byValue = byFilter.get(key.filter());
    List<Row<T>> rows = byValue.get(key.value());
    rows.remove(firstAfter(rows, row.sequence - 1));
    if (rows.isEmpty()) {
      byValue.remove(key.value());
    }
  }

  /** The rows with this value, in the order in which they were added; a live view. */
  List<Row<T>> rows(String filter, String value) {
    return byFilter.getOrDefault(filter, Map.of()).getOrDefault(value, List.of());
  }

  /** The rows with one of these values, in the order in which they were added. */
  List<Row<T>> rows(String filter, List<String> values) {
    return values.size() == 1
        ? rows(filter, values.getFirst())
        : values.stream()
            .flatMap(value -> rows(filter, value).stream())
            .distinct()
            .sorted(Comparator.comparingLong(row -> row.sequence))
            .toList();
  }

  /**
   * The number of rows with one of these values. A row with several of them counts several times.
   */
  int count(String filter, List<String> values) {
    return values.stream().mapToInt(value -> rows(filter, value).size()).sum();
  }

  /** The position of the first row after that sequence number. */
  static <T> int firstAfter(List<Row<T>> rows, long sequence) {
    int from = 0;
    int to = rows.size();
    // Most rows are added at the end.
    if (to == 0 || rows.getLast().sequence <= sequence) {
      return to;
    }
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (rows.get(middle).sequence <= sequence) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
