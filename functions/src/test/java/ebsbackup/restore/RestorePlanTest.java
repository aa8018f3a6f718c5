package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the steps of a restore derive from its plan. */
class RestorePlanTest {
  private static final String HEALTH_CHECK =
      """
      "mode": "create",
      "healthCheck": {"document": "AWS-RunShellScript", "parameters": {}, "timeoutSeconds": 90}
      """;

  private final RestorePlan plan = SamplePlans.create();

  /** Anyone may set the restore's tag. */
  @Test
  void aVolumeOfAnEarlierAttempt_isUsedAgain_ifItIsUsableAndThePlanCanHaveMadeIt() {
    Volume creating = volume("vol-a", "eu-central-1b", "creating", "snap-1");
    Volume available = volume("vol-b", "eu-central-1b", "available", "snap-2");

    assertThat(plan.usable(List.of(creating, available)))
        .isEqualTo(Map.of("snap-1", creating, "snap-2", available));
    assertThat(
            plan.usable(
                List.of(
                    volume("vol-c", "eu-central-1b", "error", "snap-1"),
                    volume("vol-d", "eu-central-1a", "available", "snap-1"),
                    volume("vol-e", "eu-central-1b", "available", "snap-3"))))
        .isEmpty();
  }

  @Test
  void everyRequestHasATokenOfItsOwn() {
    PlannedVolume first = plan.volumes().getFirst();
    PlannedVolume second = plan.volumes().getLast();

    assertThat(
            List.of(
                plan.clientToken(first, 1),
                plan.clientToken(first, 2),
                plan.clientToken(second, 1),
                plan.rootTaskToken("vol-1", "forward"),
                plan.rootTaskToken("vol-1", "back"),
                plan.rootTaskToken("vol-2", "back")))
        .doesNotHaveDuplicates();
    assertThat(plan.clientToken(first, 1)).isEqualTo(plan.clientToken(first, 1));
  }

  @Test
  void theMarkLastsFourHoursLongerThanTheRestore() {
    assertThat(plan.mark()).isEqualTo("r@2026-03-03T09:00:00Z until 2026-03-03T14:00:00Z");
  }

  /** Step Functions gives the start of an execution to the millisecond. */
  @Test
  void theMarkHasWholeSeconds() {
    Json json = new Json();
    RestorePlan fraction =
        json.read(json.write(plan).replace("T10:00:00Z", "T10:00:00.123Z"), RestorePlan.class);

    assertThat(fraction.deadline()).isEqualTo(SamplePlans.DEADLINE.plusMillis(123));
    assertThat(fraction.mark()).isEqualTo(plan.mark());
  }

  @Test
  void theMarkIsOnTheSnapshotsOfThisAccount_andOnTheReplacedVolumes() {
    RestorePlan shared = SamplePlans.plan("\"mode\": \"create\", \"owner\": \"999999999999\"");

    assertThat(SamplePlans.swap().markable())
        .containsExactly("snap-1", "snap-2", "vol-old1", "vol-old2");
    assertThat(shared.markable()).isEmpty();
  }

  @Test
  void encryptionOf_isThatOfTheSnapshotsVolume() {
    RestorePlan encrypted = SamplePlans.encrypted("alias/mine");

    assertThat(encrypted.encryptionOf("snap-2")).isEqualTo(Encryption.under("alias/mine"));
    assertThat(encrypted.encryptionOf("snap-3")).isEqualTo(Encryption.NONE);
  }

  @Test
  void healthTimeout_isThatOfTheRequest() {
    assertThat(SamplePlans.plan(HEALTH_CHECK).healthTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(plan.healthTimeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aPlanThatPlacesNothing_hasNoGoal() {
    assertThatIllegalStateException().isThrownBy(() -> plan.forward(SamplePlans.made()));
    assertThatIllegalStateException().isThrownBy(() -> plan.back(SamplePlans.made()));
  }

  @Test
  void aVolumeGetsItsTags_thatOfTheRestore_andItsLineage() {
    assertThat(plan.volumes().getFirst().allTags("r")).isEqualTo(Map.of("ebs-backup:restore", "r"));
    PlannedVolume heir =
        new PlannedVolume(
            "snap-1",
            "vol-1",
            Optional.empty(),
            plan.volumes().getFirst().settings(),
            Encryption.NONE,
            false,
            Map.of("Name", "db"),
            List.of("vol-1", "vol-2"));
    assertThat(heir.allTags("r"))
        .isEqualTo(Map.of("Name", "db", "ebs-backup:restore", "r", SetTags.LINEAGE, "vol-1 vol-2"));
    assertThat(heir.kind()).isEqualTo(plan.volumes().getFirst().kind());
    assertThat(kind("alias/mine")).isNotEqualTo(heir.kind()).isNotEqualTo(kind("alias/other"));
  }

  private static PlannedVolume.Kind kind(String key) {
    return SamplePlans.encrypted(key).volumes().getFirst().kind();
  }

  @Test
  void aNewVolumeIsCreating_asItWasPlanned() {
    PlannedVolume planned = plan.volumes().getFirst();

    assertThat(RestoredVolume.created("vol-new1", planned))
        .isEqualTo(
            new RestoredVolume(
                "vol-new1",
                "snap-1",
                planned.device(),
                planned.settings(),
                "creating",
                Optional.empty()));
  }

  private static Volume volume(String id, String zone, String state, String snapshotId) {
    return new Volume(
        id,
        Samples.gp3(8),
        zone,
        state,
        Optional.of(START),
        Optional.of(snapshotId),
        Encryption.NONE,
        List.of(),
        Map.of());
  }

  /** The tags of many volumes would leave no room for the results of the steps. */
  @Test
  void afterCreation_hasEverythingButTheTagsAndTheChecks() {
    RestorePlan plan =
        SamplePlans.plan(
            """
            "mode": "create", "checks": [{"check": "key", "found": "is Enabled"}],
            "warnings": ["one"]
            """);
    PlannedVolume first = plan.volumes().getFirst();
    PlannedVolume tagged =
        new PlannedVolume(
            first.snapshotId(),
            first.sourceVolumeId(),
            first.device(),
            first.settings(),
            first.encryption(),
            first.deleteOnTermination(),
            Map.of("Name", "db"),
            List.of("vol-before"));

    assertThat(tagged.created()).isEqualTo(first);
    assertThat(plan.afterCreation())
        .isEqualTo(SamplePlans.plan("\"mode\": \"create\", \"warnings\": [\"one\"]"));
  }

  @Test
  void afterCreation_onlyWhatNoLaterStepNeedsIsLeftOut() {
    RestorePlan kept =
        SamplePlans.plan(
            """
            "mode": "attach", "keepOnFailure": true, "takeSafetySnapshot": true,
            "owner": "210987654321", "outpostArn": "arn:outpost/op-1", "warnings": ["a warning"]
            """);
    RestorePlan tried =
        SamplePlans.plan("\"mode\": \"create\", \"dryRun\": true, \"checkHealth\": true");

    assertThat(kept.afterCreation()).isEqualTo(kept);
    assertThat(tried.afterCreation()).isEqualTo(tried);
    assertThat(
            SamplePlans.plan(
                    "\"mode\": \"create\", \"checks\": [{\"check\": \"a\", \"found\": \"b\"}]")
                .afterCreation())
        .isEqualTo(SamplePlans.create());
  }
}
