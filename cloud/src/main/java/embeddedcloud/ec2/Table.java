package embeddedcloud.ec2;

import embeddedcloud.ec2.Schema.IndexKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * The resources of one kind in the order in which they were added, found by id or through an index.
 * A new resource stays invisible for a while, because EC2 is eventually consistent.
 */
final class Table<T> {
  private final Clock clock;
  private final Schema<T> schema;
  private final Function<T, String> idOf;
  private final Map<String, Row<T>> byId = new HashMap<>();
  private final NavigableMap<Long, Row<T>> bySequence = new TreeMap<>();
  private final TableIndex<T> index = new TableIndex<>();
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

    Row(long sequence, Instant visibleFrom, T item) {
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
      throw new IllegalArgumentException(idOf.apply(item) + " already exists");
    }
    bySequence.put(row.sequence, row);
    schema.indexKeys(item).forEach(key -> index.add(key, row));
    watcher.accept(idOf.apply(item));
  }

  /** The resource, unless it is too new to be visible. */
  Optional<T> find(String id) {
    return Optional.ofNullable(byId.get(id)).filter(this::isVisible).map(row -> row.item);
  }

  /** The resource, even if it is not visible yet. */
  Optional<T> findNew(String id) {
    return Optional.ofNullable(byId.get(id)).map(row -> row.item);
  }

  /** Changes the resource; does nothing if it no longer exists. */
  void update(String id, UnaryOperator<T> change) {
    Row<T> row = byId.get(id);
    if (row != null) {
      Set<IndexKey> before = schema.indexKeys(row.item);
      row.item = change.apply(row.item);
      Set<IndexKey> after = schema.indexKeys(row.item);
      before.stream().filter(key -> !after.contains(key)).forEach(key -> index.remove(key, row));
      after.stream().filter(key -> !before.contains(key)).forEach(key -> index.add(key, row));
      watcher.accept(id);
    }
  }

  void remove(String id) {
    Row<T> row = byId.remove(id);
    if (row != null) {
      bySequence.remove(row.sequence);
      schema.indexKeys(row.item).forEach(key -> index.remove(key, row));
      watcher.accept(id);
    }
  }

  int size() {
    return byId.size();
  }

  /** All resources, including those not visible yet, in the order in which they were added. */
  Stream<T> all() {
    return bySequence.values().stream().map(row -> row.item);
  }

  /** The visible resources, in the order in which they were added. */
  Stream<T> visible() {
    return bySequence.values().stream().filter(this::isVisible).map(row -> row.item);
  }

  /** The resources with this value for this indexed filter, including those not visible yet. */
  Stream<T> having(String filter, String value) {
    return index.rows(filter, value).stream().map(row -> row.item);
  }

  /**
   * The visible rows after that sequence number, in order: all that the filters could accept and,
   * where no index helps, others too.
   */
  Stream<Row<T>> candidates(List<Filter> filters, long after) {
    Optional<List<Row<T>>> fewest = Optional.empty();
    for (Filter filter : filters) {
      List<String> lookups = schema.lookups(filter);
      int most = fewest.map(List::size).orElse(bySequence.size());
      if (!lookups.isEmpty() && index.count(filter.name(), lookups) < most) {
        fewest = Optional.of(index.rows(filter.name(), lookups));
      }
    }
    return fewest
        .map(rows -> rows.subList(TableIndex.firstAfter(rows, after), rows.size()).stream())
        .orElseGet(() -> bySequence.tailMap(after, false).values().stream())
        .filter(this::isVisible);
  }

  private boolean isVisible(Row<T> row) {
    return !clock.instant().isBefore(row.visibleFrom);
  }
}
