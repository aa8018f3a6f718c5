package ebsbackup.pull;

import static ebsbackup.aws.SnapshotReplies.described;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pull that waits for an execution that copies nothing, or that copies the sets of a stranger.
 */
class SelectSetsToPullHandlerTest {
  private static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");
  private static final String OWNER = "111122223333";
  private static final String KEY =
      """
      {"KeyMetadata": {"KeyId": "1", "Arn": "arn:aws:kms:eu-central-1:123456789012:key/1",
                       "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT",
                       "KeyUsage": "ENCRYPT_DECRYPT", "KeyManager": "CUSTOMER"}}
      """;
  private static final String NO_SNAPSHOT = "<R/>";

  private final CannedClients clients = new CannedClients(Map.of()).reply(200, KEY);

  /** A copy plan for the shared sets of the plan daily. */
  private static String plan(String name, boolean dryRun) {
    return """
    {"plan": "%s", "from": {"account": "%s", "region": "eu-central-1", "plan": "daily"},
     "kmsKeyId": "alias/copies", "keep": {"last": 3}, "dryRun": %s}
    """
        .formatted(name, OWNER, dryRun);
  }

  private SelectedSets select(String more) {
    return new SelectSetsToPullHandler(
            new Wiring(clients, Clock.fixed(NOW, ZoneOffset.UTC), Map.of()))
        .handleRequest(
            new Json()
                .read(
                    """
                    {"plan": %s, "stateMachineArn": "machine",
                     "executionArn": "arn:aws:states:eu-central-1:123456789012:execution:pull:own",
                     "startTime": "2026-03-01T06:00:00Z", "sets": [], "waitSeconds": 0, %s}
                    """
                        .formatted(plan("copies", false), more),
                    SelectSetsToPullHandler.Input.class),
            null);
  }

  /** The only snapshot of a set of the plan, which its owner shares. */
  private static Snapshot shared(String plan, int volume) {
    Member member =
        new Member(
            Samples.volumeId(volume), Optional.of("/dev/sdf"), Samples.gp3(8), true, Map.of());
    SetTags set = new SetTags(plan, "r", Samples.INSTANCE_ID, List.of(member));
    return SnapshotBuilder.like(
            Samples.snapshot(Samples.volumeId(volume), NIGHT, "completed", Map.of()))
        .description(SetDescription.write(set, NIGHT, Optional.empty()))
        .owner(OWNER)
        .build();
  }

  /** An execution that started an hour ago. */
  private void running(String input) {
    clients
        .reply(200, "{\"executions\": [{\"executionArn\": \"older\", \"startDate\": 1772341200}]}")
        .reply(
            200,
            new Json()
                .write(Map.of("executionArn", "older", "startDate", 1772341200L, "input", input)));
  }

  /** Every page selects again what is due. */
  @Test
  void whatIsDue_isCountedOnce() {
    clients.reply(200, described(shared("daily", 1))).reply(200, NO_SNAPSHOT);

    SelectedSets selected =
        select(
            """
            "deadline": "2026-03-01T12:00:00Z",
            "progress": {"due": 1, "pulled": 0, "begun": 0, "failed": 0, "locked": 0,
                         "unlocked": 0, "problems": [], "problemsOmitted": 0}
            """);

    assertThat(selected.page().sets()).hasSize(1);
    assertThat(selected.progress().due()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"copies, false, true", "copies, true, false", "others, false, false"})
  void onlyAPullThatCopiesForThePlanIsWaitedFor(String plan, boolean dryRun, boolean waits) {
    running(plan(plan, dryRun));
    clients.reply(200, described(shared("daily", 1))).reply(200, NO_SNAPSHOT);

    SelectedSets selected = select("\"progress\": {}");

    assertThat(selected.turn().waitSeconds() > 0).isEqualTo(waits);
    assertThat(selected.page().sets()).hasSize(waits ? 0 : 1);
  }

  @Test
  void theSetsOfOtherPlansOfTheOwner_areNotPulled() {
    Snapshot own = shared("daily", 1);
    clients
        .reply(200, "{\"executions\": []}")
        .reply(200, described(own, shared("other", 2)))
        .reply(200, NO_SNAPSHOT);

    SelectedSets selected = select("\"progress\": {}");

    assertThat(selected.progress().due()).isEqualTo(1);
    assertThat(selected.page().sets())
        .flatExtracting(SetToPull::snapshotIds)
        .containsExactly(own.snapshotId());
  }

  /** What is due is counted once, and a pull that has begun leaves its work to no other one. */
  @Test
  void aLaterPage_countsNothingAgain_andAsksForNoTurn() {
    clients.reply(200, described(shared("daily", 1))).reply(200, NO_SNAPSHOT);

    SelectedSets selected =
        select("\"deadline\": \"2026-03-01T18:00:00Z\", \"progress\": {\"due\": 7}");

    assertThat(selected.progress().due()).isEqualTo(7);
    assertThat(selected.page().sets()).hasSize(1);
    assertThat(clients.sent()).noneMatch(sent -> sent.contains("ListExecutions"));
  }
}
