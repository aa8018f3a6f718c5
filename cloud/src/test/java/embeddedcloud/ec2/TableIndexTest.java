package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Schema.IndexKey;
import embeddedcloud.ec2.Table.Row;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Snapshot;

class TableIndexTest {
  private static final IndexKey WEB = new IndexKey("tag:Name", "web");
  private static final IndexKey DB = new IndexKey("tag:Name", "db");

  private final TableIndex<String> index = new TableIndex<>();
  private final Row<String> first = new Row<>(1, Instant.EPOCH, "first");
  private final Row<String> second = new Row<>(2, Instant.EPOCH, "second");
  private final Row<String> third = new Row<>(3, Instant.EPOCH, "third");

  @Test
  void rowsAreInTheOrderTheyCame_howeverLateTheyGetTheValue() {
    index.add(WEB, third);
    index.add(WEB, first);
    index.add(WEB, second);

    assertThat(index.rows("tag:Name", "web")).containsExactly(first, second, third);
  }

  @Test
  void aRowIsRemovedFromItsValueAlone() {
    List.of(first, second, third).forEach(row -> index.add(WEB, row));
    index.add(DB, second);

    index.remove(WEB, second);

    assertThat(index.rows("tag:Name", "web")).containsExactly(first, third);
    assertThat(index.rows("tag:Name", "db")).containsExactly(second);
    assertThat(index.rows("tag:Owner", "web")).isEmpty();
  }

  @Test
  void severalValuesGiveEachRowOnce() {
    index.add(DB, third);
    index.add(WEB, first);
    index.add(WEB, third);

    assertThat(index.rows("tag:Name", List.of("db", "web"))).containsExactly(first, third);
    assertThat(index.count("tag:Name", List.of("db", "web", "none"))).isEqualTo(3);
  }

  @Test
  void theFirstRowAfterANumberIsFound() {
    List<Row<String>> rows = List.of(first, third);

    assertThat(TableIndex.firstAfter(rows, 0)).isZero();
    assertThat(TableIndex.firstAfter(rows, 1)).isEqualTo(1);
    assertThat(TableIndex.firstAfter(rows, 2)).isEqualTo(1);
    assertThat(TableIndex.firstAfter(rows, 3)).isEqualTo(2);
  }

  /** Whether an index answers depends on how many other resources there are. */
  @Test
  void aNewResource_isInvisibleForAWhile_withAnyFilter() {
    VirtualClock clock = Worlds.clock();
    EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
    String volume = Worlds.launch(ec2, 1).getFirst();
    for (int others = 0; others < 3; others++) {
      String made = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
      assertThat(withFilters(ec2, volume, made)).isEmpty();
      clock.advance(Duration.ofMinutes(1));
      assertThat(withFilters(ec2, volume, made)).containsExactly(made, made, made);
    }
  }

  private static List<String> withFilters(EmbeddedEc2 ec2, String volume, String snapshot) {
    Filter ofId = Filter.builder().name("snapshot-id").values(snapshot).build();
    Filter ofVolume = Filter.builder().name("volume-id").values(volume).build();
    return Stream.of(List.of(ofId), List.of(ofVolume), List.of(ofVolume, ofId))
        .flatMap(filters -> ec2.describeSnapshots(r -> r.filters(filters)).snapshots().stream())
        .map(Snapshot::snapshotId)
        .filter(snapshot::equals)
        .toList();
  }
}
