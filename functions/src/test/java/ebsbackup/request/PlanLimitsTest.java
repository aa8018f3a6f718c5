package ebsbackup.request;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each limit of a plan: the last value that is taken, and the first that is refused. */
class PlanLimitsTest {
  private static final String BY_TAG = "{\"tags\": {\"Backup\": [\"daily\"]}}";

  private final Json json = new Json();

  @Test
  void name() {
    assertTaken("n".repeat(64), BY_TAG, "");
    assertRefused("n".repeat(65), BY_TAG, "", "plan: expected 1 to 64 letters");
    assertRefused("-daily", BY_TAG, "", "plan: expected 1 to 64 letters");
  }

  @Test
  void description() {
    assertTaken(", \"description\": \"%s\"".formatted("d".repeat(255)));
    assertRefused(
        ", \"description\": \"%s\"".formatted("d".repeat(256)), "description: expected 1");
    assertRefused(", \"description\": \" \"", "description: expected 1 to 255 characters");
  }

  @Test
  void tags() {
    assertTaken(", \"tags\": " + tags(10, 127, 256));
    assertRefused(
        ", \"tags\": " + tags(11, 3, 1), "tags: expected at most 10 tags, but was 11 tags");
    assertRefused(
        ", \"tags\": " + tags(1, 128, 1),
        "tags: expected keys of at most 127 characters, but was the key \"kkk");
    assertRefused(
        ", \"tags\": " + tags(1, 129, 1),
        "tags: expected keys of 1 to 128 characters, but was the key \"kkk");
    assertRefused(", \"tags\": " + tags(1, 3, 257), "at most 256 characters");
    assertRefused(", \"tags\": {\" \": \"x\"}", "keys of 1 to 128 characters");
    assertRefused(", \"tags\": {\"AWS:x\": \"x\"}", "a key that begins with neither \"aws:\"");
    assertRefused(", \"tags\": {\"EBS-backup:run\": \"x\"}", "nor \"ebs-backup:\"");
  }

  @Test
  void rpo() {
    assertTaken(", \"rpo\": \"PT1M\"");
    assertTaken(", \"rpo\": \"P400D\"");
    assertRefused(", \"rpo\": \"PT59S\"", "rpo: expected a duration from PT1M to P400D");
    assertRefused(", \"rpo\": \"PT9600H1S\"", "rpo: expected a duration");
    assertRefused(", \"rpo\": \"26h\"", "rpo: expected an ISO-8601 duration");
  }

  @Test
  void deadline() {
    assertTaken(", \"deadline\": \"PT1M\"");
    assertTaken(", \"deadline\": \"PT72H\"");
    assertRefused(", \"deadline\": \"PT59S\"", "deadline: expected a duration from PT1M to PT72H");
    assertRefused(", \"deadline\": \"PT72H1S\"", "deadline: expected a duration");
  }

  @Test
  void grace() {
    assertTaken(", \"grace\": \"PT1H\"");
    assertTaken(", \"grace\": \"P365D\"");
    assertRefused(", \"grace\": \"PT59M\"", "grace: expected a duration from PT1H to P365D");
    assertRefused(", \"grace\": \"P365DT1S\"", "grace: expected a duration");
  }

  @Test
  void maxDeletions() {
    assertTaken(", \"maxDeletions\": 1");
    assertRefused(", \"maxDeletions\": 0", "maxDeletions: expected at least 1 set, but was 0");
  }

  @Test
  void keepUntil_isForAManualRunThatEndsBeforeIt() {
    Plan plan = plan(", \"keepUntil\": \"2026-03-02T00:00:00Z\"");

    assertThatCode(() -> plan.checkAt(Instant.parse("2026-03-01T23:59:59Z")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> plan.checkAt(Instant.parse("2026-03-02T00:00:00Z")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("keepUntil: expected a time after the start of the run");
    assertRefused(
        ", \"keepUntil\": \"2026-03-02T00:00:00Z\", \"scheduledTime\": \"2026-03-01T00:00:00Z\"",
        "keepUntil: expected this field only in a manual run");
  }

  @Test
  void keep() {
    assertThat(plan(", \"keep\": {\"last\": -1}").keep().orElseThrow().last()).isEqualTo(-1);
    assertThat(plan(", \"keep\": {\"within\": \"P1D\"}").keep()).isPresent();
    assertThat(plan(", \"keep\": {\"withinDaily\": \"P1D\"}").keep()).isPresent();
    Keep both = plan(", \"keep\": {\"daily\": 7, \"withinDaily\": \"P30D\"}").keep().orElseThrow();
    assertThat(both.counts()).isEqualTo(Map.of(CalendarPeriod.DAY, 7));
    assertThat(both.withinSlots()).isEqualTo(Map.of(CalendarPeriod.DAY, Span.parse("", "P30D")));
    Optional<Keep> daily = plan(", \"keep\": {\"daily\": 1, \"weekly\": 0}").keep();
    assertThat(daily.orElseThrow().counts()).containsOnlyKeys(CalendarPeriod.DAY);
    assertRefused(", \"keep\": {\"last\": -2}", "keep.last: expected a count, or -1");
    assertRefused(", \"keep\": {\"daily\": -2}", "keep.daily: expected a count, or -1");
    assertRefused(", \"keep\": {\"last\": 0, \"daily\": 0}", "keep: expected at least one rule");
    assertRefused(
        ", \"keep\": {\"last\": 1, \"goneLastSetToo\": true}",
        "keep.goneLastSetToo: expected this field only with keep.goneAfter");
  }

  @Test
  void timeZone() {
    assertThat(plan(", \"timeZone\": \"UTC\"").pruning().timeZone()).hasToString("UTC");
    assertTaken(", \"timeZone\": \"Asia/Tokyo\"");
    for (String zone : new String[] {"CET", "+02:00", "Europe/Atlantis"}) {
      assertRefused(", \"timeZone\": \"%s\"".formatted(zone), "timeZone: expected UTC or");
    }
  }

  @Test
  void selection_byIds() {
    assertTaken("d", "{\"instanceIds\": [%s]}".formatted(ids("i", 1_000)), "");
    assertTaken("d", "{\"volumeIds\": [%s]}".formatted(ids("vol", 1_000)), "");
    assertThat(plan("d", "{\"volumeIds\": [\"vol-0000000a\"]}", "").select())
        .isInstanceOfSatisfying(
            Selection.ByVolumeIds.class,
            select -> assertThat(select.volumeIds()).containsExactly("vol-0000000a"));
    assertRefused(
        "d",
        "{\"instanceIds\": [%s]}".formatted(ids("i", 1_001)),
        "",
        "select.instanceIds: expected 1 to 1000 ids, but was 1001 ids");
    assertRefused("d", "{\"volumeIds\": []}", "", "select.volumeIds: expected 1 to 1000 ids");
    assertRefused(
        "d", "{\"instanceIds\": [\"vol-0000000a\"]}", "", "select.instanceIds[0]: expected an id");
    assertRefused(
        "d",
        "{\"volumeIds\": [\"vol-0000000a\", \"vol-0000000a\"]}",
        "",
        "select.volumeIds[1]: expected each id once");
    assertRefused(
        "d",
        "{\"volumeIds\": [\"vol-0000000a\"]}",
        ", \"exclude\": {\"bootVolume\": true}",
        "exclude.bootVolume: expected false together with select.volumeIds");
  }

  @Test
  void selection_isOfOneKind() {
    assertRefused("d", "{}", "", "select: expected exactly one of");
    assertRefused(
        "d",
        "{\"tags\": {\"a\": [\"b\"]}, \"volumeTags\": {\"a\": [\"b\"]}}",
        "",
        "select: expected exactly one of tags, volumeTags, instanceIds and volumeIds, but was 2");
    assertRefused("d", "{\"tags\": {}}", "", "select.tags: expected 1 to");
    assertRefused("d", "{\"tags\": {\"a\": []}}", "", "select.tags.a: expected 1 to 200 values");
    assertRefused("d", "{}", "", "but was none");
  }

  @Test
  void selection_byTags() {
    assertTaken("d", "{\"tags\": {%s}}".formatted(keys(10)), "");
    assertRefused("d", "{\"tags\": {%s}}".formatted(keys(11)), "", "expected 1 to 10 tag keys");
    assertTaken("d", "{\"volumeTags\": {\"a\": [%s]}}".formatted(quoted("v", 200)), "");
    assertRefused(
        "d",
        "{\"volumeTags\": {\"a\": [%s]}}".formatted(quoted("v", 201)),
        "",
        "select.volumeTags.a: expected 1 to 200 values, but was 201 values");
    assertTaken("d", "{\"tags\": {\"%s\": [\"x\"]}}".formatted("k".repeat(128)), "");
    assertRefused(
        "d",
        "{\"tags\": {\"%s\": [\"x\"]}}".formatted("k".repeat(129)),
        "",
        "select.tags: expected keys of 1 to 128 characters");
  }

  private static String keys(int number) {
    return IntStream.range(0, number).mapToObj("\"k%d\": [\"x\"]"::formatted).collect(joining(","));
  }

  @Test
  void share() {
    assertThat(
            plan(", \"share\": {\"accounts\": [\"111122223333\"], \"for\": \"P7D\"}")
                .share()
                .orElseThrow()
                .accounts())
        .containsExactly("111122223333");
    assertRefused(
        ", \"share\": {\"for\": \"P7D\"}",
        "share.accounts: expected a list of account ids, but was missing");
    assertRefused(
        ", \"share\": {\"accounts\": [\"111122223333\"]}",
        "share.for: expected an ISO-8601 span such as P7D, but was missing");
  }

  @Test
  void select_isNeeded() {
    assertThatThrownBy(() -> json.read("{\"plan\": \"d\"}", Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("select: expected an object, but was missing");
  }

  @Test
  void exclusion() {
    assertRefused(
        ", \"exclude\": {\"volumeTags\": {\" \": [\"a\"]}}",
        "exclude.volumeTags: expected keys of 1 to 128 characters, but was the key \" \"");
    assertRefused(
        ", \"exclude\": {\"volumeTags\": {\"a\": []}}",
        "exclude.volumeTags.a: expected at least one value");
    assertRefused(
        ", \"exclude\": {\"volumeTags\": {\"a\": [\"%s\"]}}".formatted("v".repeat(257)),
        "exclude.volumeTags.a: expected at most 256 characters");
  }

  @Test
  void copyTags() {
    assertTaken(", \"copyTags\": [%s]".formatted(quoted("k", 20)));
    assertRefused(
        ", \"copyTags\": [%s]".formatted(quoted("k", 21)), "copyTags: expected at most 20");
    assertTaken(", \"copyTags\": [\"%s\"]".formatted("k".repeat(127)));
    assertRefused(", \"copyTags\": [\"%s\"]".formatted("k".repeat(128)), "copyTags[0]: expected a");
    assertRefused(", \"copyTags\": [\" \"]", "copyTags[0]: expected a tag key");
    for (String key : List.of("aws:x", "AWS:x", "Aws:*", "ebs-backup:x", "EBS-Backup:x", "a*b")) {
      assertRefused(
          ", \"copyTags\": [\"team\", \"%s\"]".formatted(key),
          "copyTags[1]: expected a tag key of 1 to 127 characters that begins with neither \"aws:\""
              + " nor \"ebs-backup:\"; only its last character may be *, but was \"%s\""
                  .formatted(key));
    }
    CopiedTags copied = new CopiedTags(List.of("cost-*", "team"));
    assertThat(copied.names("cost-center")).isTrue();
    assertThat(copied.names("team")).isTrue();
    assertThat(copied.names("teams")).isFalse();
    assertThat(new CopiedTags(List.of("*")).names("aws:x")).isFalse();
  }

  @Test
  void name_template() {
    assertRefused(
        ", \"name\": \"n\", \"tags\": {\"Name\": \"x\"}",
        "name: expected no value together with tags.Name, which names every snapshot, but was"
            + " \"n\"");
    assertTaken(", \"name\": \"%s\"".formatted("n".repeat(128)));
    assertRefused(", \"name\": \"%s\"".formatted("n".repeat(129)), "name: expected at most 128");
    assertTaken(", \"name\": \"\", \"tags\": {\"Name\": \"x\"}");
  }

  @Test
  void theRunIsNamedByTheOccurrence_orByTheStartOfAManualExecution() {
    Instant start = Instant.parse("2026-03-01T02:00:05Z");

    assertThat(plan("").runId("mine", start)).isEqualTo("d/2026-03-01T02:00:05Z/mine");
    assertThat(plan(", \"scheduledTime\": \"2026-03-01T02:00:00Z\"").runId("any", start))
        .isEqualTo("d/2026-03-01T02:00:00Z");
  }

  @Test
  void theTypeOfEveryFieldIsChecked() {
    assertRefused(", \"description\": 1", "description: expected a string, but was 1");
    assertRefused(", \"description\": {}", "description: expected a string, but was {}");
    assertRefused(", \"dryRun\": {}", "dryRun: expected true or false, but was {}");
    assertRefused(", \"maxDeletions\": {}", "maxDeletions: expected a whole number, but was {}");
    assertRefused(
        ", \"maxDeletions\": \"5\"", "maxDeletions: expected a whole number, but was \"5\"");
    assertTaken(", \"maxDeletions\": 2147483647");
    assertRefused(", \"maxDeletions\": 2147483648", "maxDeletions: expected a whole number");
    assertThatThrownBy(() -> json.read("[]", Plan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("input: expected an object, but was []");
    assertRefused(", \"dryRun\": \"true\"", "dryRun: expected true or false, but was \"true\"");
    assertRefused(", \"maxDeletions\": 1.5", "maxDeletions: expected a whole number, but was 1.5");
    assertRefused(", \"maxDeletions\": 3000000000", "maxDeletions: expected a whole number");
    assertRefused(", \"maxDeletions\": \"3\"", "maxDeletions: expected a whole number");
    assertThat(plan(", \"maxDeletions\": 3.0").pruning().maxDeletions()).contains(3);
    assertRefused(", \"deadline\": \"12h\"", "deadline: expected an ISO-8601 duration");
    assertRefused(", \"scheduledTime\": \"now\"", "scheduledTime: expected an instant such as");
    assertRefused(", \"copyTags\": \"x\"", "copyTags: expected a list of strings, but was \"x\"");
    assertRefused(", \"copyTags\": [\"x\", 1]", "copyTags[1]: expected a string, but was 1");
    assertRefused(", \"tags\": []", "tags: expected an object, but was []");
    assertRefused(", \"exclude\": []", "exclude: expected an object, but was []");
    assertRefused("", "[]", "", "select: expected an object, but was []");
  }

  private static String tags(int number, int keyLength, int valueLength) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                "\"%s%02d\": \"%s\""
                    .formatted("k".repeat(keyLength - 2), i, "v".repeat(valueLength)))
        .collect(joining(",", "{", "}"));
  }

  private static String ids(String kind, int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"%s-%08x\"".formatted(kind, i))
        .collect(joining(","));
  }

  private static String quoted(String word, int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"%s%d\"".formatted(word, i))
        .collect(joining(","));
  }

  private Plan plan(String fields) {
    return plan("d", BY_TAG, fields);
  }

  private Plan plan(String name, String select, String fields) {
    return json.read(
        "{\"plan\": \"%s\", \"select\": %s%s}".formatted(name, select, fields), Plan.class);
  }

  private void assertTaken(String fields) {
    assertTaken("d", BY_TAG, fields);
  }

  private void assertTaken(String name, String select, String fields) {
    assertThatCode(() -> plan(name, select, fields)).doesNotThrowAnyException();
  }

  private void assertRefused(String fields, String reason) {
    assertRefused("d", BY_TAG, fields, reason);
  }

  private void assertRefused(String name, String select, String fields, String reason) {
    assertThatThrownBy(() -> plan(name, select, fields))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }
}
