package ebsbackup.workflow.verify;

import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.restoreOf;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.restore.Restore;
import embeddedcloud.json.Json;
import embeddedcloud.sns.Message;
import embeddedcloud.states.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An intruder encrypts a volume: the verification sees it, and the last clean set stays. */
class TripwireStoriesTest {
  private static final String CHANGED = "ebs-backup:changed";
  private static final int FILES = 80;
  private static final int FIRST_FILE = 100;

  private final VerifyWorld world = new VerifyWorld();
  private final List<String> nights = new ArrayList<>();
  private String shop = "";

  private void ordinaryNights(int count) {
    shop = world.launch();
    world.writeText(shop, FIRST_FILE, FILES, 0);
    for (int night = 0; night < count; night++) {
      world.writeText(shop, FIRST_FILE + night, 4, night + 1);
      nights.add(world.night());
      assertThat(world.verify().status()).isEqualTo("SUCCEEDED");
    }
  }

  @Test
  void whatChanges_isATagOnEachSnapshot_andOrdinaryNightsAreCheap() {
    ordinaryNights(8);
    String last = world.night();

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.lines())
        .extracting(line -> String.valueOf(line.get("changed")))
        .containsExactlyInAnyOrder(
            "0 of 16384 blocks changed, 0.0 percent, usually at most 0",
            "0 of 20480 blocks changed, 0.0 percent, usually at most 4");
    assertThat(world.tags(nights.getLast(), CHANGED))
        .anySatisfy(
            tag ->
                assertThat(tag)
                    .matches(
                        "4 of 20480 blocks since snap-[0-9a-f]+: 0 of 4 sampled became noise"));
    assertThat(world.tags(nights.getFirst(), CHANGED)).containsExactly("none");
    assertThat(world.tags(last)).allMatch(tag -> tag.startsWith("sound"));
    assertThat(verified.count("requests")).isLessThan(12);
  }

  @Test
  void anEncryptedVolume_isSuspect_andTheLastCleanSetStays_untilAPersonDecides() {
    ordinaryNights(8);
    String clean = nights.getLast();
    world.encrypt(shop, FIRST_FILE, FILES);
    String encrypted = world.night();

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.execution().error()).contains("SUSPECT");
    assertThat(verified.count("suspect")).isEqualTo(1);
    assertThat(world.tags(encrypted))
        .singleElement()
        .asString()
        .startsWith("suspect 2026-03-10T")
        .contains(
            world.cloud.data(shop)
                + ": 12 of 12 sampled blocks became noise which reaches the threshold of 20 percent 80 of 20480"
                + " blocks changed 0.4 percent usually at most 4");
    assertThat(messages())
        .contains("verification of plan daily ended FAILED")
        .contains("suspect in the set of ", "the newest sound set is from run " + clean)
        .contains("12 of 12 sampled blocks became noise")
        .contains("prune deletes no sets of these sources until a person decides");

    // The next night is ordinary again, and what it holds is still encrypted.
    String next = world.night();
    assertThat(world.verify().status()).isEqualTo("SUSPECT");
    assertThat(world.tags(next)).singleElement().asString().startsWith("sound");
    assertThat(prune()).contains("HELD").doesNotContain("DELETED");
    assertThat(latest()).isEqualTo(clean);
    Restore named =
        world.cloud.restore(restoreOf(shop, "{\"run\": \"%s\"}".formatted(encrypted), ""));
    assertThat(named.report().point().run()).isEqualTo(encrypted);
    assertThat(named.execution().output().orElseThrow())
        .contains("belongs to a set that was verified as suspect");

    world.decide(encrypted, "accepted by Ann");
    assertThat(world.verify().status()).isEqualTo("NOTHING_TO_VERIFY");
    assertThat(latest()).isEqualTo(next);
    assertThat(prune()).contains("DELETED");
    assertThat(world.ofRun(nights.getFirst())).isEmpty();
  }

  @Test
  void aCleanDiskAfterTheAttack_countsOnceAPersonSaysSo() {
    ordinaryNights(1);
    world.encrypt(shop, FIRST_FILE, FILES);
    world.night();
    world.verify();
    world.writeText(shop, FIRST_FILE, FILES, 0);
    String restored = world.night();
    world.verify();
    assertThat(latest()).isEqualTo(nights.getLast());

    world.decide(restored, "restored by Ann");

    assertThat(latest()).isEqualTo(restored);
    assertThat(world.verify().status()).isEqualTo("NOTHING_TO_VERIFY");
  }

  /** Compressed files change as a whole every night, and new ones replace nothing. */
  @Test
  void noiseInPlaceOfNoise_orOfNothing_isNoAlarm() {
    ordinaryNights(1);
    int free = FIRST_FILE + 2 * FILES;
    world.encrypt(shop, free, FILES);
    String written = world.night();
    assertThat(world.verify().status()).isEqualTo("SUCCEEDED");
    world.encrypt(shop, free + 1, FILES);
    String rewritten = world.night();

    assertThat(world.verify().status()).isEqualTo("SUCCEEDED");

    for (String run : List.of(written, rewritten)) {
      assertThat(world.tags(run, CHANGED))
          .anySatisfy(
              tag -> assertThat(tag).startsWith("8").endsWith("0 of 8 sampled became noise"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ListChangedBlocks, RequestThrottledException/ACCOUNT_THROTTLED, SUSPECT, suspect",
    "ListChangedBlocks, InternalServerException, SUSPECT, suspect",
    "ListChangedBlocks, AccessDeniedException/UNAUTHORIZED_ACCOUNT, PARTIAL, none",
    "ListChangedBlocks, ValidationException/INVALID_PAGE_TOKEN, PARTIAL, none",
    "ListChangedBlocks, ResourceNotFoundException/SNAPSHOT_NOT_FOUND, PARTIAL, none",
    "ListChangedBlocks, ValidationException/UNRELATED_SNAPSHOTS, SUCCEEDED, sound",
    "GetSnapshotBlock, ValidationException/INVALID_BLOCK_TOKEN, SUSPECT, suspect",
    "GetSnapshotBlock, RequestThrottledException/RESOURCE_LEVEL_THROTTLE, SUSPECT, suspect"
  })
  void aComparisonThatFails_raisesNoAlarm_andMakesNothingSound(
      String action, String error, String status, String verdict) {
    ordinaryNights(1);
    world.encrypt(shop, FIRST_FILE, FILES);
    String encrypted = world.night();
    // The root is compared as well: every listing fails where it does not pass.
    if (status.equals("SUSPECT")) {
      world.cloud.faults().on(action).call(2).refuse(error);
    } else {
      world.cloud.faults().on(action).always().refuse(error);
    }

    assertThat(world.verify().status()).isEqualTo(status);

    assertThat(world.tags(encrypted)).singleElement().asString().startsWith(verdict);
    assertThat(world.tags(encrypted, CHANGED).contains("none"))
        .isEqualTo(!verdict.equals("suspect"));
    world.cloud.faults().clear();
    if (verdict.equals("none")) {
      assertThat(world.verify().status()).isEqualTo("SUSPECT");
    }
  }

  private String latest() {
    return world.cloud.restore(shop, "{\"latest\": true}").report().point().run();
  }

  private String prune() {
    Execution prune =
        world.cloud.cloud().run("prune", Optional.empty(), daily("\"keep\": {\"last\": 1}"));
    Map<?, ?> report = (Map<?, ?>) Json.parse(prune.output().orElseThrow());
    return report.get("lines").toString();
  }

  private String messages() {
    return world.cloud.cloud().messages().stream().map(Message::text).reduce("", String::concat);
  }
}
