package ebsbackup.backup;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private static final Run RUN = new Run("daily/1", "daily", NIGHT, NIGHT.plusSeconds(60));

  @Test
  void byDefault_aSnapshotIsNamedAfterItsVolumeThePlanAndTheTime() {
    assertThat(labels("", Map.of("Name", "db", "owner", "ann")).tags())
        .containsExactlyEntriesOf(Map.of("Name", "db daily 2026-03-01T03:00Z"));
    assertThat(labels("", Map.of()).tags().get("Name")).startsWith(volumeId(0) + " daily");
  }

  @Test
  void volumesWithDifferentNames_areNamedAfterTheirInstance() {
    assertThat(labels("", Map.of("Name", "db"), Map.of("Name", "logs")).tags().get("Name"))
        .isEqualTo(INSTANCE_ID + " daily 2026-03-01T03:00Z");
  }

  @Test
  void aTemplateDecidesOnTheName() {
    assertThat(labels(", \"name\": \"{source}: {volume.Name}\"", Map.of("Name", "db")).tags())
        .containsEntry("Name", INSTANCE_ID + ": db");
    assertThat(labels(", \"name\": \"nightly\"", Map.of()).tags()).containsEntry("Name", "nightly");
    assertThat(labels(", \"name\": \"\"", Map.of("Name", "db")).tags()).isEmpty();
    assertThat(labels(", \"tags\": {\"Name\": \"x\"}", Map.of("Name", "db")).tags()).isEmpty();
    assertThat(labels("", Map.of("Name", "é".repeat(256))).tags().get("Name"))
        .hasSize(256)
        .endsWith("é daily 2026-03-01T03:00Z");
    assertThat(labels(", \"name\": \" {volume.Name} \"", Map.of("Name", "db")).tags().get("Name"))
        .as("no space at an end")
        .isEqualTo("db");
    assertThat(labels("", Map.of("Name", "cost $1 \\ {plan}")).tags())
        .containsEntry("Name", "cost $1 \\ {plan} daily 2026-03-01T03:00Z");
    String twice = ", \"name\": \"{volume.Name}{volume.Name}{volume.Name}\"";
    assertThat(labels(twice, Map.of("Name", "x".repeat(200))).tags().get("Name"))
        .as("never longer than a value can be")
        .hasSizeLessThanOrEqualTo(256);
  }

  /** A run that was started by a person begins at a millisecond. */
  @Test
  void theTimeInANameHasMinutes() {
    Run byHand = new Run("daily/1", "daily", NIGHT.plusMillis(12_345), NIGHT.plusSeconds(60));

    assertThat(labels(byHand, "", Map.of("Name", "db")).tags())
        .containsEntry("Name", "db daily 2026-03-01T03:00Z");
  }

  @Test
  void copiesTheTagsThatThePlanNames_andNamesThoseOnWhichTheVolumesDiffer() {
    Labels labels =
        labels(
            ", \"copyTags\": [\"team\", \"cost-*\", \"env\"]",
            Map.of("team", "blue", "cost-center", "7", "env", "test", "other", "x"),
            Map.of("team", "blue", "cost-center", "8", "env", "test"));

    assertThat(labels.tags()).containsEntry("team", "blue").containsEntry("env", "test").hasSize(3);
    assertThat(labels.notCopied()).containsExactly("cost-center");
  }

  @Test
  void aTagOfOneVolumeOnly_isNamed_whicheverVolumeHasIt() {
    assertThat(labels(", \"copyTags\": [\"*\"]", Map.of(), Map.of("Owner", "Ann")).notCopied())
        .containsExactly("Owner");
    assertThat(labels(", \"copyTags\": [\"*\"]", Map.of("Owner", "Ann"), Map.of()).notCopied())
        .containsExactly("Owner");
  }

  @Test
  void copiesNoMoreThanFits_andNamesTheRest() {
    Map<String, String> tags = new HashMap<>();
    IntStream.range(0, 50).forEach(i -> tags.put("tag-" + i, "x"));

    Labels labels = labels(", \"copyTags\": [\"*\"]", tags);

    assertThat(labels.tags()).as("half of the 39 free places").hasSize(19).containsKey("Name");
    assertThat(labels.notCopied()).hasSize(51 - 19);
  }

  @Test
  void theTagsOfThePlan_andTheNameOfTheTemplate_goBeforeThoseOfTheVolume() {
    Labels labels =
        labels(
            ", \"copyTags\": [\"*\"], \"tags\": {\"team\": \"red\"}",
            Map.of("Name", "db", "team", "blue"));

    assertThat(labels.tags())
        .containsExactlyEntriesOf(Map.of("Name", "db daily 2026-03-01T03:00Z"));
    assertThat(labels.notCopied()).isEmpty();
  }

  /** The name would take the place of a tag that describes the volumes. */
  @Test
  void aSetWhoseDescriptionFillsItsTags_hasNoName_andTheLastPlaceIsForTheName() {
    Map<Integer, Integer> names = new TreeMap<>();
    for (int volumes = 100; volumes < 125; volumes++) {
      SetTags set = ofLongDeviceNames(volumes);
      if (set.freePlaces(Map.of()) >= 0) {
        names.put(set.freePlaces(Map.of()), Labels.of(plan(""), RUN, set).tags().size());
      }
    }

    assertThat(names).containsEntry(0, 0).containsEntry(1, 1).containsEntry(2, 1);
  }

  /** One tag describes three of these volumes. */
  private static SetTags ofLongDeviceNames(int number) {
    return new SetTags(
        "daily",
        "daily/1",
        INSTANCE_ID,
        IntStream.range(0, number)
            .mapToObj(
                i -> {
                  Optional<String> device = Optional.of("x".repeat(37) + "%03d".formatted(i));
                  return new Member(volumeId(i), device, gp3(8), true, Map.of());
                })
            .toList());
  }

  @Test
  void refusesWhatCannotBe() {
    assertRefused(", \"name\": \"{volume}\"", "name", "{volume}", "{volume.Name}");
    assertRefused(", \"name\": \"{plan\"", "name", "{plan");
    assertRefused(", \"name\": \"  \"", "name");
    assertRefused(", \"name\": \"{plan}\", \"tags\": {\"Name\": \"x\"}", "tags.Name");
    assertRefused(", \"copyTags\": [\"a*b\"]", "copyTags[0]", "a*b");
    assertRefused(", \"copyTags\": [\"x\", \"aws:y\"]", "copyTags[1]", "aws:y");
    assertRefused(", \"copyTags\": [\"ebs-backup:plan\"]", "copyTags[0]");
  }

  private static void assertRefused(String fields, String... parts) {
    assertThatThrownBy(() -> plan(fields))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static Plan plan(String fields) {
    return new Json()
        .read(
            "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}%s}"
                .formatted(INSTANCE_ID, fields),
            Plan.class);
  }

  @SafeVarargs
  private static Labels labels(String fields, Map<String, String>... volumes) {
    return labels(RUN, fields, volumes);
  }

  @SafeVarargs
  private static Labels labels(Run run, String fields, Map<String, String>... volumes) {
    List<Member> members =
        IntStream.range(0, volumes.length)
            .mapToObj(
                i -> new Member(volumeId(i), Optional.of("/dev/sd" + i), gp3(8), true, volumes[i]))
            .toList();
    return Labels.of(plan(fields), run, new SetTags("daily", "daily/1", INSTANCE_ID, members));
  }
}
