package embeddedcloud.ec2;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * The resources of one kind in the order they came, found by id or through an index. A new one is
 * invisible until its time: EC2 is eventually consistent.
 */
final class Table<T> {
  private final Clock clock;
  private final Schema<T> schema;
  private final Function<T, String> idOf;
  private final Map<String, Row<T>> byId = new HashMap<>();
  private final NavigableMap<Long, Row<T>> bySequence = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Row<T>>> index = new HashMap<>();
  private Consumer<String> watcher = id -> {};
  private long sequence;

  Table(Clock clock, Schema<T> schema, Function<T, String> idOf) {
    this.clock = clock;
    this.schema = schema;
    this.idOf = idOf;
  }

  static final class Row<T> {
    final long sequence;
    final Instant visibleFrom;
    T item;

    private Row(long sequence, Instant visibleFrom, T item) {
      this.sequence = sequence;
      this.visibleFrom = visibleFrom;
      this.item = item;
    }
  }

  /** Reports the id of each resource that is added, changed or removed from now on. */
  void onChange(Consumer<String> listener) {
    watcher = listener;
  }

  Schema<T> schema() {
    return schema;
  }

  void add(T item, Instant visibleFrom) {
    Row<T> row = new Row<>(++sequence, visibleFrom, item);
    if (byId.putIfAbsent(idOf.apply(item), row) != null) {
      throw new IllegalArgumentException(idOf.apply(item) + " is there already");
    }
    bySequence.put(row.sequence, row);
    enterIndex(row);
    watcher.accept(idOf.apply(item));
  }

  /** The resource, unless it is so new that EC2 would not know it yet. */
  Optional<T> find(String id) {
    return Optional.ofNullable(byId.get(id)).filter(this::isVisible).map(row -> row.item);
  }

  /** The resource, however new. */
  Optional<T> findNew(String id) {
    return Optional.ofNullable(byId.get(id)).map(row -> row.item);
  }

  /** Changes the resource; nothing happens when it is gone. */
  void update(String id, UnaryOperator<T> change) {
    Row<T> row = byId.get(id);
    if (row != null) {
      leaveIndex(row);
      row.item = change.apply(row.item);
      enterIndex(row);
      watcher.accept(id);
    }
  }

  void remove(String id) {
    Row<T> row = byId.remove(id);
    if (row != null) {
      bySequence.remove(row.sequence);
      leaveIndex(row);
      watcher.accept(id);
    }
  }

  int size() {
    return byId.size();
  }

  /** All resources, new ones too, in the order they came. */
  Stream<T> all() {
    return bySequence.values().stream().map(row -> row.item);
  }

  /** The resources that EC2 would show by now, in the order they came. */
  Stream<T> visible() {
    return bySequence.values().stream().filter(this::isVisible).map(row -> row.item);
  }

  /** Resources that have this value under this indexed filter, new ones too. */
  Stream<T> having(String filter, String value) {
    NavigableMap<Long, Row<T>> rows = index.get(filter + "=" + value);
    return rows == null ? Stream.empty() : rows.values().stream().map(row -> row.item);
  }

  /**
   * Visible rows after that sequence number, in order: all that the filters could accept, and, for
   * want of an index, others too.
   */
  Stream<Row<T>> candidates(List<Filter> filters, long after) {
    NavigableMap<Long, Row<T>> fewest = bySequence;
    for (Filter filter : filters) {
      List<String> lookups = schema.lookups(filter);
      if (!lookups.isEmpty() && countAtMost(lookups, fewest.size()) < fewest.size()) {
        fewest = union(lookups);
      }
    }
    return fewest.tailMap(after, false).values().stream().filter(this::isVisible);
  }

  private int countAtMost(List<String> lookups, int most) {
    int count = 0;
    for (String lookup : lookups) {
      NavigableMap<Long, Row<T>> rows = index.get(lookup);
      count += rows == null ? 0 : rows.size();
      if (count >= most) {
        return most;
      }
    }
    return count;
  }

  private NavigableMap<Long, Row<T>> union(List<String> lookups) {
    if (lookups.size() == 1) {
      return index.getOrDefault(lookups.getFirst(), new TreeMap<>());
    }
    NavigableMap<Long, Row<T>> all = new TreeMap<>();
    for (String lookup : lookups) {
      NavigableMap<Long, Row<T>> rows = index.get(lookup);
      if (rows != null) {
        all.putAll(rows);
      }
    }
    return all;
  }

  private boolean isVisible(Row<T> row) {
    return !clock.instant().isBefore(row.visibleFrom);
  }

  private void enterIndex(Row<T> row) {
    for (String key : schema.indexKeys(row.item)) {
      index.computeIfAbsent(key, k -> new TreeMap<>()).put(row.sequence, row);
    }
  }

  private void leaveIndex(Row<T> row) {
    for (String key : schema.indexKeys(row.item)) {
      index.computeIfPresent(
          key,
          (k, rows) -> {
            rows.remove(row.sequence);
            return rows.isEmpty() ? null : rows;
          });
    }
  }
}
