package ebsbackup.workflow.verify;

import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.restoreOf;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.restore.Restore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.json.Json;
import embeddedcloud.sns.Message;
import embeddedcloud.states.Execution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Sets are verified, and what follows from a verdict. */
class VerifyTest {
  private final VerifyWorld world = new VerifyWorld();

  @Test
  void everySetIsReadOnce_andItsVerdictIsATagOnEverySnapshot() {
    world.launch();
    String first = world.night();

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.status()).as(verified.summary()).isEqualTo("SUCCEEDED");
    assertThat(world.tags(first)).singleElement().asString().startsWith("sound 2026-03-02T");
    assertThat(verified.lines())
        .extracting(line -> line.get("found") + " " + line.get("verdict"))
        .containsExactlyInAnyOrder("[empty] unknown", "[ext4] sound");
    assertThat(verified.lines()).allMatch(line -> (Long) line.get("requests") <= 12);
    assertThat(verified.count("requests"))
        .isEqualTo(
            world.cloud.calls().count("ListSnapshotBlocks")
                + world.cloud.calls().count("GetSnapshotBlock"));
    assertThat(world.verify().status()).isEqualTo("NOTHING_TO_VERIFY");
  }

  @Test
  void anEncryptedSnapshotWithoutAnythingAtItsBeginning_isReadWithItsKey() {
    String key = world.cloud.ec2().kms().createKey("alias/volumes");
    world.cloud.ec2().modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    String shop = world.cloud.launch(new Disk("/dev/sdf", 10).encryptedByDefault());
    world.writeText(shop, 100, 1, 1);
    world.night();
    world.cloud.ec2().kms().disableKey(r -> r.keyId(key));

    assertThat(world.verify().lines())
        .extracting(line -> String.valueOf(line.get("verdict")))
        .containsExactlyInAnyOrder("unknown", "unread");
  }

  @Test
  void aDamage_stopsThePrune_andTheRestoreOfTheLatest_untilAPersonDecides() {
    String shop = world.launch();
    String older = world.night();
    String clean = world.night();
    world.verify();
    world.damage(shop);
    String damaged = world.night();

    VerifyWorld.Verified verified = world.verify();

    assertThat(verified.execution().status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(verified.execution().error()).contains("DAMAGED");
    assertThat(world.tags(damaged))
        .singleElement()
        .asString()
        .startsWith("damaged 2026-03-04T")
        .contains(world.cloud.data(shop) + ": ext4 superblock at byte 2044");
    assertThat(message())
        .contains("verification of plan daily ended FAILED")
        .contains("ext4 superblock at byte 2044: found checksum 0x", ", expected 0x")
        .contains("the newest sound set is from run " + clean)
        .contains("prune deletes no sets");

    Execution prune = prune();
    assertThat(lines(prune))
        .containsExactly(
            "KEEP one of the last 1; last good set of " + shop,
            "HELD held: until a person decides, since the set of %s of %s was verified as damaged"
                .formatted(shop, world.ofRun(damaged).getFirst().startTime()),
            "HELD held: until a person decides, since the set of %s of %s was verified as damaged"
                .formatted(shop, world.ofRun(damaged).getFirst().startTime()));

    Restore latest = world.cloud.restore(shop, "{\"latest\": true}");
    assertThat(latest.report().point().run()).isEqualTo(clean);
    assertThat(latest.execution().output().orElseThrow())
        .contains("it was verified as damaged 2026-03-04T");
    Restore named =
        world.cloud.restore(restoreOf(shop, "{\"run\": \"%s\"}".formatted(damaged), ""));
    assertThat(named.report().point().run()).isEqualTo(damaged);
    assertThat(named.execution().output().orElseThrow())
        .contains("belongs to a set that was verified as damaged 2026-03-04T");

    world.decide(damaged, "accepted by Ann");
    assertThat(world.verify().status()).isEqualTo("NOTHING_TO_VERIFY");
    assertThat(lines(prune())).anyMatch(line -> line.startsWith("DELETED"));
    assertThat(world.ofRun(older)).isEmpty();
    assertThat(world.ofRun(clean)).hasSize(2);
    assertThat(world.cloud.restore(shop, "{\"latest\": true}").report().point().run())
        .isEqualTo(damaged);
  }

  @Test
  void aBackupStartsItsVerification_andItsPruneLeavesTheLastSoundSet() {
    String plan = daily("\"keep\": {\"last\": 1}, \"verify\": {}");
    String shop = world.launch();
    String clean = world.night(plan);
    assertThat(world.tags(clean)).singleElement().asString().startsWith("sound 2026-03-01T");
    world.damage(shop);

    String damaged = world.night(plan);

    assertThat(world.tags(damaged)).singleElement().asString().startsWith("damaged 2026-03-02T");
    assertThat(world.ofRun(clean)).hasSize(2);
    assertThat(world.cloud.cloud().executions())
        .filteredOn(execution -> execution.arn().contains(":ebs-backup-backup:"))
        .hasSize(2)
        .extracting(Execution::status)
        .containsOnly(ExecutionStatus.SUCCEEDED);
    assertThat(message()).contains("verification of plan daily ended FAILED");
  }

  @Test
  void aPruneBeforeTheVerification_leavesTheLastSoundSet() {
    String shop = world.launch();
    String clean = world.night();
    world.verify();
    String between = world.night();
    world.damage(shop);
    world.night();

    assertThat(lines(prune()))
        .containsExactly(
            "KEEP one of the last 1; last good set of " + shop,
            "DELETED no rule keeps it",
            "HELD held: until a newer set is verified as sound");
    assertThat(world.ofRun(between)).isEmpty();
    assertThat(world.ofRun(clean)).hasSize(2);
  }

  @Test
  void aSourceThatIsRepaired_isPrunedAgain() {
    String shop = world.launch();
    world.damage(shop);
    world.night();
    assertThat(world.verify().status()).isEqualTo("DAMAGED");
    world.repair(shop);
    world.night();

    assertThat(world.verify().status()).isEqualTo("SUCCEEDED");
    assertThat(lines(prune())).anyMatch(line -> line.startsWith("DELETED"));
  }

  @Test
  void aDamageThatIsOverwrittenWithNoise_isNotForgotten() {
    String shop = world.launch();
    world.damage(shop);
    world.night();
    world.verify();
    for (int block = 0; block < 48; block++) {
      world.cloud.write(world.cloud.data(shop), block, 'x');
    }
    String noise = world.night();

    assertThat(world.verify().status()).isEqualTo("DAMAGED");
    assertThat(world.tags(noise)).singleElement().asString().startsWith("unknown");
    assertThat(lines(prune())).anyMatch(line -> line.startsWith("HELD"));
  }

  private Execution prune() {
    return world.cloud.cloud().run("prune", Optional.empty(), daily("\"keep\": {\"last\": 1}"));
  }

  private static List<String> lines(Execution prune) {
    Map<?, ?> report = (Map<?, ?>) Json.parse(prune.output().orElseThrow());
    return ((List<?>) report.get("lines"))
        .stream().map(l -> (Map<?, ?>) l).map(l -> l.get("fate") + " " + l.get("reason")).toList();
  }

  private String message() {
    return world.cloud.cloud().messages().stream().map(Message::text).reduce("", String::concat);
  }
}
