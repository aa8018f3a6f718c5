package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** EC2 allows 50 tags on a resource, and those of AWS do not count. */
class TagBudgetTest {
  @Test
  void aSnapshotKeepsFivePlacesForTagsThatArePutOnLater() {
    assertThat(TagBudget.freeOnSnapshot(List.of())).isEqualTo(45);
    assertThat(TagBudget.freeOnSnapshot(keys(45))).isZero();
    assertThat(TagBudget.freeOnSnapshot(keys(48))).isEqualTo(-3);
    assertThat(TagBudget.freeOnSnapshot(List.of("ebs-backup:hold", "ebs-backup:keep-until")))
        .isEqualTo(45);
    assertThat(TagBudget.freeOnSnapshot(List.of("aws:cloudformation:stack-name"))).isEqualTo(45);
    assertThat(TagBudget.freeOnSnapshot(Collections.nCopies(2, "team")))
        .as("one key")
        .isEqualTo(44);
  }

  @Test
  void aResourceHasPlaceForFiftyTags() {
    assertThat(TagBudget.hasPlace(keys(49), "one-more")).isTrue();
    assertThat(TagBudget.hasPlace(keys(50), "one-more")).isFalse();
    assertThat(TagBudget.hasPlace(keys(50), "key-7")).as("a new value").isTrue();
    List<String> withAws = Stream.concat(keys(49).stream(), Stream.of("aws:x", "aws:y")).toList();
    assertThat(TagBudget.hasPlace(withAws, "one-more")).isTrue();
    List<String> twice = Collections.nCopies(2, keys(49)).stream().flatMap(List::stream).toList();
    assertThat(TagBudget.hasPlace(twice, "one-more")).isTrue();
  }

  @Test
  void aUsersOwnTags_areThoseOfNeitherAwsNorThisProduct() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("team", "blue");
    tags.put("aws:cloudformation:stack-name", "x");
    tags.put("ebs-backup:lineage", "vol-1");
    tags.put("Name", "db");

    assertThat(TagBudget.own(tags))
        .containsExactly(Map.entry("team", "blue"), Map.entry("Name", "db"));
  }

  @Test
  void theClustersTagsComeFirst_thenTheName_thenThePreciousOnes() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "b",
                "a",
                "zz",
                "precious-2",
                "precious-1",
                "Name",
                "kubernetes.io/x",
                "KubernetesCluster"));

    keys.sort(TagBudget.byWorth(key -> key.startsWith("precious")));

    assertThat(keys)
        .containsExactly(
            "KubernetesCluster",
            "kubernetes.io/x",
            "Name",
            "precious-1",
            "precious-2",
            "a",
            "b",
            "zz");
  }

  private static List<String> keys(int number) {
    return IntStream.range(0, number).mapToObj(i -> "key-" + i).toList();
  }
}
