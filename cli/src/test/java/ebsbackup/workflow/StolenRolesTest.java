package ebsbackup.workflow;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.PolicyDocument.Request;
import ebsbackup.workflow.pull.PullWorld;
import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.states.Execution;
import embeddedcloud.template.PolicyStatement;
import embeddedcloud.template.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * A thief has every role of a stack and makes every call that they allow on the snapshots of the
 * other one: a source cannot touch a copy, and a vault cannot touch the source.
 */
final class StolenRolesTest {
  private static final String THIEF = "999999999999";
  private static final String LOCK = "\"lock\": {\"mode\": \"governance\", \"for\": \"P30D\"}";

  /** A call with a snapshot of the other stack. */
  @FunctionalInterface
  private interface Attempt {
    void on(EmbeddedEc2 ec2, TestCloud own, Snapshot snapshot);
  }

  /** IAM's access levels List and Read begin like this. */
  private static final Set<String> READS = Set.of("Describe", "Get", "List");

  private static final Map<String, Attempt> ATTEMPTS =
      Map.ofEntries(
          entry(
              "ec2:DeleteSnapshot",
              (ec2, own, s) -> ec2.deleteSnapshot(r -> r.snapshotId(s.snapshotId()))),
          entry(
              "ec2:ModifySnapshotAttribute",
              (ec2, own, s) -> {
                ec2.modifySnapshotAttribute(
                    r ->
                        r.snapshotId(s.snapshotId())
                            .operationType(OperationType.REMOVE)
                            .userIds(PullWorld.VAULT));
                ec2.modifySnapshotAttribute(
                    r ->
                        r.snapshotId(s.snapshotId())
                            .operationType(OperationType.ADD)
                            .userIds(THIEF));
              }),
          entry(
              "ec2:LockSnapshot",
              (ec2, own, s) ->
                  ec2.lockSnapshot(
                      r ->
                          r.snapshotId(s.snapshotId())
                              .lockMode(LockMode.GOVERNANCE)
                              .lockDuration(1))),
          entry(
              "ec2:CreateTags",
              (ec2, own, s) ->
                  ec2.createTags(
                      r ->
                          r.resources(s.snapshotId())
                              .tags(Tag.builder().key("ebs-backup:plan").value("none").build()))),
          entry(
              "ec2:DeleteTags",
              (ec2, own, s) -> ec2.deleteTags(r -> r.resources(s.snapshotId()).tags(s.tags()))),
          entry(
              "ec2:CopySnapshot",
              (ec2, own, s) ->
                  ec2.copySnapshot(
                      r ->
                          r.sourceSnapshotId(s.snapshotId())
                              .sourceRegion(ec2.settings().region()))),
          entry(
              "ec2:CreateVolume",
              (ec2, own, s) ->
                  ec2.createVolume(
                      r ->
                          r.snapshotId(s.snapshotId())
                              .availabilityZone(ec2.settings().zones().getFirst().name()))),
          entry("ec2:CreateSnapshot", StolenRolesTest::forge),
          entry("states:StartExecution", (ec2, own, s) -> prune(own)));

  /** What is not tried, and why it cannot reach a snapshot. */
  private static final Map<String, String> NOT_TRIED =
      Map.ofEntries(
          entry("ec2:CreateSnapshots", "makes what CreateSnapshot makes, of several volumes"),
          entry("ec2:CreateReplaceRootVolumeTask", "changes an instance"),
          entry("ec2:AttachVolume", "changes an instance and a volume"),
          entry("ec2:DetachVolume", "changes an instance and a volume"),
          entry("ec2:ModifyInstanceAttribute", "changes an instance"),
          entry("ec2:StartInstances", "changes an instance"),
          entry("ec2:StopInstances", "changes an instance"),
          entry("ec2:DeleteVolume", "deletes a volume; snapshots do not depend on it"),
          entry("kms:CreateGrant", "lets others use a key, and no one change it"),
          entry("kms:Decrypt", "uses a key"),
          entry("kms:GenerateDataKey", "uses a key"),
          entry("kms:GenerateDataKeyWithoutPlaintext", "uses a key"),
          entry("kms:ReEncryptFrom", "uses a key"),
          entry("kms:ReEncryptTo", "uses a key"));

  /** A snapshot of another volume with the tags and the description of a good one. */
  private static void forge(EmbeddedEc2 ec2, TestCloud own, Snapshot snapshot) {
    String volume =
        ec2.contents().volumes().stream().map(Volume::volumeId).findFirst().orElse("vol-00000000");
    TagSpecification tags =
        TagSpecification.builder()
            .resourceType(ResourceType.SNAPSHOT)
            .tags(snapshot.tags())
            .build();
    ec2.createSnapshot(
        r -> r.volumeId(volume).description(snapshot.description()).tagSpecifications(tags));
  }

  /** The thief's own stack prunes the plans of both as hard as it can, as soon as time passes. */
  private static void prune(TestCloud own) {
    for (String plan : List.of("daily", "copies")) {
      Execution unused =
          own.cloud()
              .start(
                  "prune",
                  Optional.empty(),
                  TestCloud.plan(
                      plan,
                      "{\"tags\": {\"Backup\": [\"none\"]}}",
                      "\"keep\": {\"last\": 1, \"goneAfter\": \"PT1H\"}, \"maxDeletions\": 1000"));
    }
  }

  private static boolean isRead(String action) {
    return READS.stream().anyMatch(action.substring(action.indexOf(':') + 1)::startsWith);
  }

  private static Set<String> actions(List<Role> roles) {
    Set<String> actions = new TreeSet<>();
    for (Role role : roles) {
      role.statements().stream()
          .filter(statement -> statement.effect().equals("Allow"))
          .flatMap(statement -> statement.actions().stream())
          .filter(action -> action.matches("(ec2|ebs|kms|states):.*"))
          .filter(action -> !isRead(action))
          .forEach(actions::add);
    }
    return actions;
  }

  private static PolicyDocument policy(Role role) {
    List<Object> statements = new ArrayList<>();
    for (PolicyStatement statement : role.statements()) {
      assertThat(statement.notActions()).isEmpty();
      assertThat(statement.notResources()).isEmpty();
      statements.add(
          Map.of(
              "Effect", statement.effect(),
              "Action", statement.actions(),
              "Resource", statement.resources(),
              "Condition", statement.condition()));
    }
    return new PolicyDocument(statements);
  }

  /** Whether IAM lets a role do this with the snapshot, with any keys that a caller can choose. */
  private static boolean allows(PolicyDocument policy, String action, Snapshot s, EmbeddedEc2 ec2) {
    Map<String, Object> known = new HashMap<>();
    s.tags().forEach(tag -> known.put("aws:ResourceTag/" + tag.key(), tag.value()));
    known.put("ec2:Owner", s.ownerId());
    List<Map<String, Object>> chosen =
        List.of(
            Map.of(),
            Map.of("aws:RequestTag/ebs-backup:plan", "daily"),
            Map.of("aws:RequestTag/ebs-backup:plan", "copies"),
            Map.of("aws:TagKeys", List.of("ebs-backup:plan")),
            Map.of("aws:TagKeys", List.of("ebs-backup:restoring")),
            Map.of("aws:TagKeys", List.of("ebs-backup:verified")),
            Map.of("aws:TagKeys", List.of("ebs-backup:changed")),
            Map.of("aws:TagKeys", List.of("ebs-backup:manifest")),
            Map.of("ec2:CreateAction", "CreateSnapshot"),
            Map.of("ec2:CreateAction", "CopySnapshot"),
            Map.of("ec2:Add/userId", List.of(PullWorld.VAULT)),
            Map.of("ec2:Remove/userId", PullWorld.VAULT));
    String arn = "arn:aws:ec2:%s::snapshot/%s".formatted(ec2.settings().region(), s.snapshotId());
    return chosen.stream()
        .anyMatch(
            more -> {
              Map<String, Object> context = new HashMap<>(known);
              context.putAll(more);
              return policy.allows(new Request("", action, arn, context));
            });
  }

  /**
   * Makes all calls that the roles allow.
   *
   * @param own the thief's stack
   * @param ec2 the thief's account in the Region of the snapshots
   * @return the actions that IAM and EC2 did not refuse
   */
  private static Set<String> steal(TestCloud own, EmbeddedEc2 ec2, List<Snapshot> snapshots) {
    return steal(own, ec2, snapshots, ATTEMPTS.keySet());
  }

  private static Set<String> steal(
      TestCloud own, EmbeddedEc2 ec2, List<Snapshot> snapshots, Set<String> tried) {
    List<Role> roles = own.cloud().template().roles();
    Set<String> done = new TreeSet<>();
    for (String action : actions(roles)) {
      if (!tried.contains(action)) {
        continue;
      }
      for (Snapshot snapshot : snapshots) {
        boolean allowed =
            action.startsWith("states:")
                || !snapshot.ownerId().equals(ec2.settings().accountId())
                || roles.stream().anyMatch(role -> allows(policy(role), action, snapshot, ec2));
        if (allowed && succeeds(() -> ATTEMPTS.get(action).on(ec2, own, snapshot))) {
          done.add(action);
        }
      }
    }
    return done;
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (AwsServiceException refused) {
      return false;
    }
  }

  private static PullWorld world(boolean account) {
    PullWorld world =
        account
            ? PullWorld.ofAccount(Map.of("RestoreFromAccounts", PullWorld.OWN))
            : PullWorld.ofRegion();
    world.launch(1);
    world.night();
    return world;
  }

  /** The source's account in the Region of the vault. */
  private static EmbeddedEc2 besideTheCopies(PullWorld world) {
    return world.source.ec2().in(PullWorld.OWN, world.vault.ec2().settings().region());
  }

  private static List<LockedSnapshotsInfo> locks(PullWorld world) {
    return world.vault.ec2().describeLockedSnapshots(r -> {}).snapshots();
  }

  @Test
  void everyActionOfARole_isTried_orHasAReason() throws IOException {
    DeployedStack stack =
        new DeployedStack(
            Map.of(
                "VolumeKeyArns", DeployedStack.arn("kms", "key/volumes"),
                "ShareAccounts", PullWorld.VAULT,
                "PullFromRegion", "eu-west-1",
                "PullKeyArn", DeployedStack.arn("kms", "key/copies"),
                "PullSourceKeyArns", DeployedStack.arn("kms", "key/source")));

    Set<String> known = new TreeSet<>(ATTEMPTS.keySet());
    known.addAll(NOT_TRIED.keySet());
    assertThat(known).isEqualTo(actions(stack.template().roles()));
  }

  @ParameterizedTest(name = "another account: {0}")
  @ValueSource(booleans = {false, true})
  void theSource_changesNoCopy_lockedOrNot(boolean account) {
    PullWorld world = world(account);
    world.pull("\"last\": 5", "");
    world.night();
    world.pull("\"last\": 1", LOCK);
    List<Snapshot> copies = world.copies();
    List<LockedSnapshotsInfo> locks = locks(world);
    assertThat(copies).hasSize(4);

    Set<String> done = steal(world.source, besideTheCopies(world), copies);
    world.source.pass(Duration.ofHours(1));

    assertThat(done).isSubsetOf("states:StartExecution", "ec2:CreateSnapshot");
    assertThat(world.copies()).containsAll(copies);
    assertThat(locks(world)).isEqualTo(locks);
    assertThat(world.vault.ec2().permissions()).isEmpty();
    assertThat(world.pull("\"last\": 1", LOCK).status()).isEqualTo("NOTHING_TO_PULL");
  }

  @ParameterizedTest(name = "another account: {0}")
  @ValueSource(booleans = {false, true})
  void theSource_disturbsNoPull(boolean account) {
    PullWorld world = world(account);
    for (int call = 1; call <= 2; call++) {
      world
          .vault
          .faults()
          .on("LockSnapshot")
          .call(call)
          .interfere(() -> steal(world.source, besideTheCopies(world), world.copies()));
    }

    PullWorld.Pulled pulled = world.pull("\"last\": 5", LOCK);

    assertThat(pulled.status()).as(pulled.summary()).isEqualTo("SUCCEEDED");
    assertThat(world.completed()).hasSize(2);
    assertThat(locks(world)).hasSize(2);
  }

  /** The functions of a pull that fails to copy once, in their order. */
  private static final List<String> STEPS =
      List.of(
          "SelectSetsToPull", "CreateCopies", "LockCopies", "CheckCopies", "RemoveFailedCopies");

  static Stream<Arguments> thefts() {
    return ATTEMPTS.keySet().stream()
        .sorted()
        .flatMap(
            action ->
                STEPS.stream()
                    .flatMap(
                        step ->
                            Stream.of(true, false)
                                .map(account -> Arguments.of(action, step, account))));
  }

  /** How many sets have a completed copy of each volume, by their tags alone. */
  private static long goodSets(PullWorld world) {
    return world.completed().stream()
        .collect(
            Collectors.groupingBy(
                copy -> TestCloud.tag(copy.tags(), "ebs-backup:run").orElse(""),
                Collectors.groupingBy(
                    copy -> TestCloud.tag(copy.tags(), "ebs-backup:members").orElse(""),
                    Collectors.counting())))
        .values()
        .stream()
        .filter(
            sets -> sets.entrySet().stream().allMatch(set -> full(set.getKey(), set.getValue())))
        .count();
  }

  private static boolean full(String members, long copies) {
    return Long.toString(copies).equals(members);
  }

  /**
   * The thief acts on the copies, and on what the source has, at the first call of a step and at
   * each after it: what is not pulled yet may be lost, but no set that is here.
   */
  @ParameterizedTest(name = "{0} while {1}, another account: {2}")
  @MethodSource("thefts")
  @org.junit.jupiter.api.Tag("sweep")
  void theSource_takesNoGoodSetFromTheVault_inAnyStateOfAPull(
      String action, String step, boolean account) {
    PullWorld world = world(account);
    world.pull("\"last\": -1", LOCK);
    String run = world.night();
    world
        .vault
        .faults()
        .failNextCopyOf(world.ofRun(run).getFirst().snapshotId(), "Given key ID is not accessible");
    List<Long> good = new ArrayList<>(List.of(goodSets(world)));
    List<String> thefts = new ArrayList<>();
    AtomicBoolean stealing = new AtomicBoolean();
    world
        .vault
        .cloud()
        .onCall(
            new CallListener() {
              @Override
              public void before(AwsCall call) {
                // The thief's own calls come here, too.
                if (call.function().endsWith(step + "Function")
                    && stealing.compareAndSet(false, true)) {
                  thefts.add(call.action());
                  steal(world.source, besideTheCopies(world), world.copies(), Set.of(action));
                  steal(world.source, world.source.ec2(), world.source.snapshots(), Set.of(action));
                }
                good.add(goodSets(world));
              }

              @Override
              public void after(AwsCall call) {
                good.add(goodSets(world));
              }
            });

    PullWorld.Pulled pulled = world.pull("\"last\": -1", LOCK);
    good.add(goodSets(world));

    assertThat(thefts).as(pulled.summary()).isNotEmpty();
    assertThat(good.getFirst()).isEqualTo(1);
    assertThat(good).isSorted();
    assertThat(pulled.status()).isIn("SUCCEEDED", "PARTIAL", "NOTHING_TO_PULL");
  }

  @ParameterizedTest(name = "another account: {0}")
  @ValueSource(booleans = {false, true})
  void theVault_changesNothingAtTheSource(boolean account) {
    PullWorld world = world(account);
    world.pull("\"last\": 5", "");
    List<Snapshot> set = world.source.snapshots();
    var shares = world.source.ec2().permissions();
    EmbeddedEc2 ec2 =
        world.source.ec2().in(world.vault.ec2().settings().accountId(), PullWorld.SOURCE_REGION);

    Set<String> done = steal(world.vault, ec2, set);
    world.vault.pass(Duration.ofHours(1));

    assertThat(done).doesNotContain("ec2:DeleteSnapshot", "ec2:ModifySnapshotAttribute");
    assertThat(world.source.snapshots()).containsAll(set);
    assertThat(world.source.ec2().permissions()).isEqualTo(shares);
    assertThat(world.source.ec2().describeLockedSnapshots(r -> {}).snapshots()).isEmpty();
  }

  /** Otherwise these tests could not see a theft. */
  @ParameterizedTest(name = "locked: {0}")
  @ValueSource(booleans = {false, true})
  void theRolesOfTheVault_canDeleteItsOwnCopies_unlessTheyAreLocked(boolean locked) {
    PullWorld world = world(false);
    world.pull("\"last\": 5", locked ? LOCK : "");
    Set<String> copies = ids(world.completed());

    Set<String> done = steal(world.vault, world.vault.ec2(), world.completed());

    assertThat(done.contains("ec2:DeleteSnapshot")).isEqualTo(!locked);
    assertThat(copies).hasSize(2);
    if (locked) {
      assertThat(ids(world.completed())).containsAll(copies);
    } else {
      assertThat(ids(world.completed())).doesNotContainAnyElementsOf(copies);
    }
  }

  private static Set<String> ids(List<Snapshot> snapshots) {
    return snapshots.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
  }
}
