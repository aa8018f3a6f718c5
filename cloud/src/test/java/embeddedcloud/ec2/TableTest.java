package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

class TableTest {
  /** Something with an indexed color, and a size that is not indexed. */
  private record Thing(String id, String color, int size, List<Tag> tags) {
    Thing(String id, String color) {
      this(id, color, 1, List.of());
    }

    Thing painted(String newColor) {
      return new Thing(id, newColor, size, tags);
    }
  }

  private final VirtualClock clock = Worlds.clock();
  private final Instant start = clock.instant();
  private final Table<Thing> table =
      new Table<>(
          clock,
          new Schema<>(Thing::tags)
              .field("color", Thing::color)
              .field("size", Thing::size)
              .indexed("color"),
          Thing::id);
  private final List<String> changes = new ArrayList<>();

  @BeforeEach
  void fourThings() {
    table.add(new Thing("a", "red"), start);
    table.add(new Thing("b", "blue"), start);
    table.add(new Thing("c", "red"), start);
    table.add(new Thing("d", "red", 2, List.of(tag("Name", "last"))), start);
    table.onChange(changes::add);
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  private static List<String> ids(Stream<Thing> things) {
    return things.map(Thing::id).toList();
  }

  private List<String> candidates(long after, Filter... filters) {
    return ids(table.candidates(List.of(filters), after).map(row -> row.item));
  }

  @Test
  void anIdThatIsTaken_isRefused_andItsHolderStays() {
    assertThatThrownBy(() -> table.add(new Thing("b", "red"), start))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("b already exists");

    assertThat(table.size()).isEqualTo(4);
    assertThat(table.find("b")).contains(new Thing("b", "blue"));
    assertThat(ids(table.having("color", "red"))).containsExactly("a", "c", "d");
    assertThat(changes).isEmpty();
  }

  @Test
  void aChangedThing_isFoundByItsNewValueAlone_inItsOldPlace() {
    table.update("a", thing -> thing.painted("blue"));

    assertThat(ids(table.having("color", "red"))).containsExactly("c", "d");
    assertThat(ids(table.having("color", "blue"))).containsExactly("a", "b");
    assertThat(ids(table.all())).containsExactly("a", "b", "c", "d");
    assertThat(changes).containsExactly("a");
  }

  @Test
  void aValueThatStays_isIndexedOnce() {
    table.update("d", thing -> new Thing("d", "red", 3, List.of(tag("Name", "new"))));

    assertThat(ids(table.having("color", "red"))).containsExactly("a", "c", "d");
    assertThat(ids(table.having("tag:Name", "new"))).containsExactly("d");
    assertThat(ids(table.having("tag:Name", "last"))).isEmpty();
  }

  @Test
  void aRemovedThing_isFoundByNoneOfItsValues() {
    table.remove("d");

    assertThat(ids(table.having("color", "red"))).containsExactly("a", "c");
    assertThat(ids(table.having("tag:Name", "last"))).isEmpty();
    assertThat(ids(table.all())).containsExactly("a", "b", "c");
    assertThat(table.findNew("d")).isEmpty();
    assertThat(changes).containsExactly("d");
  }

  @Test
  void aThingThatDoesNotExist_isNeitherChangedNorRemoved() {
    table.update("e", thing -> thing.painted("blue"));
    table.remove("e");

    assertThat(ids(table.all())).containsExactly("a", "b", "c", "d");
    assertThat(changes).isEmpty();
  }

  @Test
  void aNewThing_isInvisibleUntilItsTime() {
    table.add(new Thing("e", "red"), start.plusSeconds(5));
    clock.advance(Duration.ofMillis(4999));

    assertThat(table.find("e")).isEmpty();
    assertThat(table.findNew("e")).contains(new Thing("e", "red"));
    assertThat(ids(table.visible())).containsExactly("a", "b", "c", "d");
    assertThat(ids(table.all())).containsExactly("a", "b", "c", "d", "e");
    assertThat(ids(table.having("color", "red"))).containsExactly("a", "c", "d", "e");
    assertThat(candidates(2)).containsExactly("c", "d");
    assertThat(candidates(2, filter("color", "red"))).containsExactly("c", "d");

    clock.advance(Duration.ofMillis(1));
    assertThat(table.find("e")).contains(new Thing("e", "red"));
    assertThat(ids(table.visible())).containsExactly("a", "b", "c", "d", "e");
    assertThat(candidates(2)).containsExactly("c", "d", "e");
    assertThat(candidates(2, filter("color", "red"))).containsExactly("c", "d", "e");
  }

  @Test
  void candidatesComeAfterThatNumber_withAnIndexOrWithout() {
    assertThat(candidates(0)).containsExactly("a", "b", "c", "d");
    assertThat(candidates(1)).containsExactly("b", "c", "d");
    assertThat(candidates(4)).isEmpty();
    assertThat(candidates(0, filter("color", "red"))).containsExactly("a", "c", "d");
    assertThat(candidates(1, filter("color", "red"))).containsExactly("c", "d");
    assertThat(candidates(3, filter("color", "red"))).containsExactly("d");
    assertThat(candidates(4, filter("color", "red"))).isEmpty();
  }

  @Test
  void whereNoIndexHelps_allAreCandidates() {
    assertThat(candidates(0, filter("size", "2"))).containsExactly("a", "b", "c", "d");
    assertThat(candidates(0, filter("color", "r*"))).containsExactly("a", "b", "c", "d");
    assertThat(candidates(0, filter("color", "red", "blue"))).containsExactly("a", "b", "c", "d");
    assertThat(candidates(0, filter("size", "2"), filter("color", "blue"))).containsExactly("b");
  }

  @Test
  void theFilterWithTheFewestRows_givesTheCandidates_inAnyPosition() {
    Filter red = filter("color", "red");
    Filter last = filter("tag:Name", "last");
    Filter blue = filter("color", "blue");

    assertThat(candidates(0, red, last)).containsExactly("d");
    assertThat(candidates(0, last, red)).containsExactly("d");
    assertThat(candidates(0, red, blue, filter("size", "1"))).containsExactly("b");
    assertThat(candidates(0, blue, filter("color", "green"))).isEmpty();
  }
}
