package ebsbackup.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Place;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyLock;
import ebsbackup.request.CopyPlan;
import ebsbackup.request.CopySource;
import ebsbackup.request.Plan;
import ebsbackup.request.Selection;
import ebsbackup.request.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyPlanJsonTest {
  private static final String GOOD =
      """
      {"plan": "dr", "from": {"account": "444455556666", "region": "eu-central-1", "plan": "daily"},
       "kmsKeyId": "alias/dr", "completeWithin": "PT1H",
       "lock": {"mode": "governance", "for": "P30D"},
       "keep": {"daily": 7, "weekly": 4}, "tags": {"a": "b"}, "timeZone": "UTC",
       "maxDeletions": 5, "grace": "P2D", "dryRun": false, "rpo": "PT27H"}
      """;

  private final Json json = new Json();

  @Test
  void everyFieldIsRead() {
    CopyPlan plan = json.read(GOOD, CopyPlan.class);

    assertThat(plan.name()).isEqualTo("dr");
    assertThat(plan.from())
        .isEqualTo(new CopySource(Optional.of("444455556666"), "eu-central-1", "daily"));
    assertThat(plan.kmsKeyId()).isEqualTo("alias/dr");
    assertThat(plan.completeWithin()).contains(Duration.ofHours(1));
    assertThat(plan.lock())
        .contains(
            new CopyLock(CopyLock.Mode.GOVERNANCE, Span.parse("for", "P30D"), Optional.empty()));
    assertThat(plan.tags()).isEqualTo(Map.of("a", "b"));
    assertThat(plan.pruning().maxDeletions()).contains(5);
    assertThat(plan.rpo()).contains(Duration.ofHours(27));
  }

  @Test
  void aComplianceLock_saysItsCoolOff_andThatItIsIrrevocable() {
    CopyPlan plan =
        json.read(
            GOOD.replace(
                "\"governance\"", "\"compliance\", \"coolOff\": \"PT24H\", \"irrevocable\": true"),
            CopyPlan.class);

    assertThat(plan.lock().flatMap(CopyLock::coolOff)).contains(Duration.ofHours(24));
    assertThat(plan.lock().orElseThrow().mode().word()).isEqualTo("compliance");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"PT1H\" | \"PT15M\"",
        "\"PT1H\" | \"P2D\"",
        "\"P30D\" | \"P1D\"",
        "\"P30D\" | \"P3653D\"",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT1H\", \"irrevocable\": true",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT72H\", \"irrevocable\": true"
      })
  void theLastValueOfEachRange_isTaken(String part, String by) {
    assertThat(json.read(GOOD.replace(part, by), CopyPlan.class).name()).isEqualTo("dr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ap-southeast-5",
        "us-gov-west-1",
        "cn-northwest-1",
        "us-isob-east-1",
        "eusc-de-east-1"
      })
  void aRegionOfAnyPartition_canBeTheSource(String region) {
    assertThat(json.read(GOOD.replace("eu-central-1", region), CopyPlan.class).from().region())
        .isEqualTo(region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ebs-backup:run", "aws:x", " "})
  void theTagsOfCopies_haveTheLimitsOfAPlan(String key) {
    String plan = GOOD.replace("{\"a\": \"b\"}", "{\"%s\": \"b\"}".formatted(key));

    assertThatThrownBy(() -> json.read(plan, CopyPlan.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("tags: expected ");
  }

  @Test
  void thePruneOfCopies_readsTheSamePlan_andABackupRefusesIt() {
    Plan plan = json.read(GOOD, Plan.class);

    assertThat(plan.name()).isEqualTo("dr");
    assertThat(plan.select()).isEqualTo(new Selection.Copies());
    assertThat(plan.keep()).isEqualTo(Optional.of(json.read(GOOD, CopyPlan.class).keep()));
    assertThat(plan.rpo()).contains(Duration.ofHours(27));
    String withoutFlag = GOOD.replace("\"dryRun\": false, ", "");
    assertThat(json.read(withoutFlag, Plan.class).pruning()).isEqualTo(plan.pruning());
    assertThat(plan.pruning().dryRun()).isFalse();
    assertThatThrownBy(() -> plan.checkAt(Instant.EPOCH))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("from: expected a backup plan, with select instead of from");
  }

  @Test
  void ourOwnAccount_isNoOther_andThePlaceOfTheCopiesNoSource() {
    CopySource own = new CopySource(Optional.of("444455556666"), "eu-central-1", "daily");

    assertThat(own.checkedFrom(new Place("444455556666", "eu-west-1")).account()).isEmpty();
    assertThat(own.checkedFrom(new Place("111122223333", "eu-central-1"))).isEqualTo(own);
    assertThatThrownBy(() -> own.checkedFrom(new Place("444455556666", "eu-central-1")))
        .hasMessageStartingWith("from.region: expected a Region other");
    assertThatThrownBy(
            () ->
                new CopySource(Optional.empty(), "eu-central-1", "daily")
                    .checkedFrom(new Place("1", "eu-central-1")))
        .hasMessageStartingWith("from.region: expected a Region other");
  }

  @Test
  void aKeyOfAnotherRegion_isRefused() {
    CopyPlan plan =
        json.read(
            GOOD.replace(
                "alias/dr",
                "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"),
            CopyPlan.class);

    assertThat(plan.checkedFrom(new Place("1", "eu-west-1"))).isEqualTo(plan.from());
    assertThatThrownBy(() -> plan.checkedFrom(new Place("1", "eu-west-2")))
        .hasMessageStartingWith("kmsKeyId: expected a key of eu-west-2");
  }

  /** What is replaced, by what, and the field that the message names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"plan\": \"dr\", | | plan",
        "\"plan\": \"dr\" | \"plan\": 5 | plan",
        "\"plan\": \"dr\" | \"plan\": \"\" | plan",
        "\"plan\": \"dr\" | \"plan\": \"-dr\" | plan",
        "\"plan\": \"dr\" | \"plan\": \"d r\" | plan",
        "\"plan\": \"dr\" | \"plan\": \"daily\" | plan",
        "\"plan\": \"dr\" | \"plan\": \"dr\", \"select\": {} | select",
        "\"plan\": \"dr\" | \"plan\": \"dr\", \"estimate\": true | estimate",
        "\"plan\": \"dr\" | \"plan\": \"dr\", \"keepUntil\": \"2030-01-01T00:00:00Z\" | keepUntil",
        "\"from\" | \"form\" | form",
        "\"444455556666\" | 444455556666 | from.account",
        "\"444455556666\" | \"44445555666\" | from.account",
        "\"444455556666\" | \"4444555566666\" | from.account",
        "\"444455556666\" | \"self\" | from.account",
        "\"444455556666\" | \"all\" | from.account",
        "\"eu-central-1\" | \"\" | from.region",
        "\"eu-central-1\" | \"Frankfurt\" | from.region",
        "\"eu-central-1\" | \"eu-central-1b\" | from.region",
        "\"region\": \"eu-central-1\", | | from.region",
        "\"region\" | \"zone\" | from.zone",
        ", \"plan\": \"daily\" | | from.plan",
        "\"plan\": \"daily\" | \"plan\": \"*\" | from.plan",
        "\"kmsKeyId\": \"alias/dr\", | | kmsKeyId",
        "\"alias/dr\" | \"\" | kmsKeyId",
        "\"alias/dr\" | \"dr\" | kmsKeyId",
        "\"alias/dr\" | true | kmsKeyId",
        "\"PT27H\" | \"27 hours\" | rpo",
        "\"PT27H\" | \"PT59S\" | rpo",
        "\"PT27H\" | \"P401D\" | rpo",
        "\"PT27H\" | 27 | rpo",
        "\"PT27H\" | \"PT27H\", \"scheduledTime\": \"today\" | scheduledTime",
        "\"PT1H\" | \"1 hour\" | completeWithin",
        "\"PT1H\" | \"PT14M\" | completeWithin",
        "\"PT1H\" | \"PT49H\" | completeWithin",
        "\"PT1H\" | 60 | completeWithin",
        "\"governance\" | \"vault\" | lock.mode",
        "\"mode\": \"governance\", | | lock.mode",
        ", \"for\": \"P30D\" | | lock.for",
        "\"P30D\" | \"PT2H\" | lock.for",
        "\"P30D\" | \"P11Y\" | lock.for",
        "\"P30D\" | \"30 days\" | lock.for",
        "\"governance\" | \"governance\", \"coolOff\": \"PT24H\" | lock.coolOff",
        "\"governance\" | \"governance\", \"irrevocable\": true | lock.irrevocable",
        "\"governance\" | \"compliance\" | lock.coolOff",
        "\"governance\" | \"compliance\", \"irrevocable\": true | lock.coolOff",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT24H\" | lock.irrevocable",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT0S\", \"irrevocable\": true | lock.coolOff",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT73H\", \"irrevocable\": true | lock.coolOff",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT90M\", \"irrevocable\": true | lock.coolOff",
        "\"governance\" | \"governance\", \"until\": \"x\" | lock.until",
        "\"keep\": {\"daily\": 7, \"weekly\": 4}, | | keep",
        "\"daily\": 7, \"weekly\": 4 | | keep",
        "\"daily\": 7 | \"daily\": -2 | keep.daily",
        "\"daily\": 7 | \"daily\": 7, \"goneAfter\": \"P90D\" | keep.goneAfter",
        "\"a\": \"b\" | \"aws:a\": \"b\" | tags",
        "\"a\": \"b\" | \"ebs-backup:plan\": \"b\" | tags",
        "\"a\": \"b\" | \"a\": 1 | tags.a",
        "\"UTC\" | \"CET\" | timeZone",
        "\"maxDeletions\": 5 | \"maxDeletions\": 0 | maxDeletions",
        "\"P2D\" | \"PT1M\" | grace",
        "false | \"false\" | dryRun"
      })
  void everyWrongField_isNamed(String part, String by, String field) {
    assertThat(GOOD).contains(part);

    assertThatThrownBy(() -> json.read(GOOD.replace(part, by == null ? "" : by), CopyPlan.class))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  /** What is expected and what was found are not exchanged. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"from\": {\"account\": \"444455556666\", \"region\": \"eu-central-1\", \"plan\": \"daily\"}, | "
            + "| from: expected an object, but was missing",
        "\"governance\" | \"vault\" "
            + "| lock.mode: expected governance or compliance, but was \"vault\"",
        "\"P30D\" | \"PT2H\" | lock.for: expected a span from P1D to P10Y, but was \"PT2H\"",
        "\"governance\" | \"governance\", \"coolOff\": \"PT24H\" "
            + "| lock.coolOff: expected this field only with the mode compliance, but was PT24H",
        "\"governance\" | \"governance\", \"irrevocable\": true "
            + "| lock.irrevocable: expected this field only with the mode compliance, but was true",
        "\"governance\" | \"compliance\", \"coolOff\": \"PT24H\" | lock.irrevocable: expected true, "
            + "since no one can remove a lock in compliance mode after its cool-off, but was false",
        "\"governance\" | \"compliance\" | lock.coolOff: expected whole hours from PT1H to PT72H, "
            + "since without them the lock would be irrevocable at once, but was missing",
        "\"PT1H\" | \"PT14M\" "
            + "| completeWithin: expected a duration from PT15M to PT48H, but was PT14M"
      })
  void aMessageHasTheExpectationBeforeTheValue(String part, String by, String message) {
    assertThatThrownBy(() -> json.read(GOOD.replace(part, by == null ? "" : by), CopyPlan.class))
        .hasMessage(message);
  }
}
