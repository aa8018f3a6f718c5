package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.kms.KeyListing;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/** The keys of an account, as the AWS CLI prints them one after the other. */
class WorldKeysTest {
  private static final String ARN = "arn:aws:kms:eu-central-1:123456789012:key/";
  private static final String BACKUP = ARN + "11111111-2222-3333-4444-555555555555";
  private static final String EBS = ARN + "99999999-2222-3333-4444-555555555555";
  private static final String DELETED = ARN + "77777777-2222-3333-4444-555555555555";
  private static final String FOREIGN = DELETED.replace("123456789012", "999999999999");

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void anEncryptedVolume() throws IOException {
    folder = Files.createDirectory(temp.resolve("world"));
    put(
        "volumes.json",
        """
        {"Volumes": [%s, %s, %s]}
        """
            .formatted(volume(1, BACKUP), volume(2, DELETED), volume(3, FOREIGN)));
    put(
        "world.json",
        "{\"time\": \"2026-03-01T00:00:00Z\", \"region\": \"eu-central-1\", \"account\": \"123456789012\"}");
  }

  @Test
  void theKeysHaveTheStatesThatTheFilesSay() throws IOException {
    put(
        "keys.json",
        key(
                BACKUP,
                "PendingDeletion",
                ", \"DeletionDate\": \"2026-03-08T01:00:00+01:00\", \"XksKeyId\": \"new\"")
            + key(EBS, "Enabled", ""));
    put(
        "aliases.json",
        """
        {"Aliases": [
          {"AliasName": "alias/aws/ebs", "TargetKeyId": "99999999-2222-3333-4444-555555555555"},
          {"AliasName": "alias/aws/s3"},
          {"AliasName": "alias/backup", "TargetKeyId": "11111111-2222-3333-4444-555555555555"}]}
        """);

    World world = WorldFolder.read(folder);
    VirtualClock clock = new VirtualClock(world.time());
    EmbeddedKms kms = open(world, clock).kms();

    assertThat(world.warnings())
        .containsExactly("keys.json: [0].KeyMetadata.XksKeyId: not known to this release, ignored");
    assertThat(kms.find("alias/backup").map(KeyMetadata::keyState))
        .contains(KeyState.PENDING_DELETION);
    assertThat(kms.ebsKey()).isEqualTo(EBS);
    assertThat(kms.find(FOREIGN).map(KeyMetadata::keyState)).contains(KeyState.ENABLED);
    assertThat(kms.keys()).hasSize(3);
    assertThatThrownBy(() -> kms.describeKey(r -> r.keyId(DELETED)))
        .hasMessageContaining("does not exist");
    clock.advance(Duration.ofDays(8));
    assertThat(kms.find(BACKUP)).isEmpty();
  }

  @Test
  void withoutTheFiles_everyKeyIsEnabled() throws IOException {
    put(
        "snapshots.json",
        """
        {"Snapshots": [{"SnapshotId": "snap-00000001", "VolumeId": "vol-ffffffff", "VolumeSize": 1,
          "State": "completed", "StartTime": "2026-02-01T00:00:00Z", "OwnerId": "123456789012",
          "Encrypted": true, "KmsKeyId": "%s"}]}
        """
            .formatted(EBS));
    World world = WorldFolder.read(folder);
    EmbeddedKms kms = open(world, new VirtualClock(world.time())).kms();

    assertThat(world.keys()).isEqualTo(KeyListing.NONE);
    assertThat(kms.keys()).extracting(KeyMetadata::keyState).containsOnly(KeyState.ENABLED);
    assertThat(kms.find(DELETED)).isPresent();
    assertThat(kms.find(EBS)).as("the key of a snapshot").isPresent();
  }

  @Test
  void aSavedWorld_hasTheSameKeys() throws IOException {
    put("keys.json", key(BACKUP, "Enabled", ""));
    World world = WorldFolder.read(folder);
    VirtualClock clock = new VirtualClock(world.time());
    EmbeddedEc2 ec2 = open(world, clock);
    ec2.kms().disableKey(r -> r.keyId(BACKUP));

    Path saved = temp.resolve("saved");
    WorldCloud.save(ec2, clock, saved);
    EmbeddedKms again = open(WorldFolder.read(saved), clock).kms();

    assertThat(again.keys()).containsExactlyInAnyOrderElementsOf(ec2.kms().keys());
    assertThat(again.find(BACKUP).map(KeyMetadata::keyState)).contains(KeyState.DISABLED);
    assertThat(again.ebsKey()).isEqualTo(ec2.kms().ebsKey());
    assertThat(again.find(DELETED)).isEmpty();
  }

  @Test
  void aSavedWorld_remembersThatItsOnlyKeyWasDeleted() throws IOException {
    put("volumes.json", "{\"Volumes\": [%s]}".formatted(volume(1, BACKUP)));
    World world = WorldFolder.read(folder);
    VirtualClock clock = new VirtualClock(world.time());
    EmbeddedEc2 ec2 = open(world, clock);
    ec2.kms().scheduleKeyDeletion(r -> r.keyId(BACKUP).pendingWindowInDays(7));
    clock.advance(Duration.ofDays(7));

    Path saved = temp.resolve("saved");
    WorldCloud.save(ec2, clock, saved);
    EmbeddedKms again = open(WorldFolder.read(saved), clock).kms();

    assertThat(again.usable(BACKUP)).isFalse();
    assertThat(again.keys()).isEqualTo(ec2.kms().keys());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key/1 | key/x/1 | [0].KeyMetadata.Arn: arn:aws:kms:eu-central-1:123456789012:key/x/11111111-2222-3333-4444-555555555555 is not the ARN of the key 11111111-2222-3333-4444-555555555555",
        "\"KeyId\": \"1 | \"KeyId\": \"2 | [0].KeyMetadata.Arn: arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555 is not the ARN of the key 21111111-2222-3333-4444-555555555555",
        "\"Arn\" | \"Name\" | [0].KeyMetadata.Arn: missing",
        "\"KeyId\" | \"Id\" | [0].KeyMetadata.KeyId: missing",
        "\"AWSAccountId\" | \"Account\" | [0].KeyMetadata.AWSAccountId: missing",
        "\"KeyState\" | \"State\" | [0].KeyMetadata.KeyState: missing",
        "PendingDeletion | Tired | [0].KeyMetadata.KeyState: expected one of [Creating, Enabled, Disabled, PendingDeletion, PendingImport, PendingReplicaDeletion, Unavailable, Updating], but was \"Tired\"",
        "\"KeySpec\" | \"Spec\" | [0].KeyMetadata.KeySpec: missing",
        "\"KeyUsage\" | \"Usage\" | [0].KeyMetadata.KeyUsage: missing",
        "\"KeyMetadata\" | \"Key\" | [0].KeyMetadata: missing"
      })
  void aValueThatIsNotAKey_isRefused(String from, String to, String reason) throws IOException {
    String keys = key(BACKUP, "PendingDeletion", "");
    put("keys.json", keys.replace(from, to));

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessage("keys.json: " + reason);
  }

  @Test
  void keysThatAreNotJson_areRefused() throws IOException {
    put("keys.json", key(BACKUP, "Enabled", "") + "]");

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessageStartingWith("keys.json: is not JSON: ");
  }

  @Test
  void aPolicyThatIsNotEmulated_isRefused() throws IOException {
    put("keys.json", key(BACKUP, "Enabled", ""));
    Files.createDirectory(folder.resolve("key-policies"));
    String file = "key-policies/11111111-2222-3333-4444-555555555555.json";
    String policy =
        "{'Statement': {'Effect': 'Allow', 'Principal': '*', 'NotAction': 'a', 'NotResource': 'b'}}";
    put(file, "{\"Policy\": \"%s\"}".formatted(policy.replace("'", "\\\"")));

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .isInstanceOf(WorldException.class)
        .hasMessageStartingWith(file + ": Policy: Statement[0].NotResource: expected no such")
        .hasMessageEndingWith(", but was \"b\"");
  }

  @Test
  void keysThatContradictEachOther_areRefused() throws IOException {
    String one = key(BACKUP, "Enabled", "");
    put("keys.json", one + one);
    assertThatThrownBy(() -> WorldFolder.read(folder))
        .hasMessage("keys.json: [1].KeyMetadata.Arn: %s is listed twice".formatted(BACKUP));

    put("keys.json", one);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"TargetKeyId\": \"b\" | AliasName: missing",
        "\"AliasName\": \"alias/a\", \"TargetKeyId\": \"b\" | TargetKeyId: b is not in keys.json",
        "\"AliasName\": \"alias/a\", \"TargetKeyId\": \"77777777-2222-3333-4444-555555555555\""
            + " | TargetKeyId: 77777777-2222-3333-4444-555555555555 is not in keys.json"
      })
  void anAliasWithoutNameOrKeyOfTheAccount_isRefused(String alias, String reason)
      throws IOException {
    put("keys.json", key(BACKUP, "Enabled", "") + key(FOREIGN, "Enabled", ""));
    String others =
        "{\"AliasName\": \"alias/aws/s3\"}, {\"AliasName\": \"alias/b\","
            + " \"TargetKeyId\": \"11111111-2222-3333-4444-555555555555\"}";
    put("aliases.json", "{\"Aliases\": [%s, {%s}]}".formatted(others, alias));

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .hasMessage("aliases.json: Aliases[2]." + reason);
  }

  private EmbeddedEc2 open(World world, VirtualClock clock) throws IOException {
    return WorldCloud.open(world, clock, BlockStore.inMemory(clock, 1024 * 1024), 1);
  }

  private void put(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private static String volume(int number, String key) {
    return """
    {"VolumeId": "vol-0000000%d", "Size": 1, "State": "available", "VolumeType": "gp3",
     "AvailabilityZone": "eu-central-1a", "Encrypted": true, "KmsKeyId": "%s"}
    """
        .formatted(number, key);
  }

  private static String key(String arn, String state, String more) {
    return """
    {
        "KeyMetadata": {"AWSAccountId": "123456789012", "KeyId": "%s", "Arn": "%s", "KeyState": "%s",
          "Enabled": %s, "KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT",
          "KeyManager": "CUSTOMER"%s}
    }
    """
        .formatted(arn.substring(arn.indexOf('/') + 1), arn, state, state.equals("Enabled"), more);
  }
}
