package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.snapshot;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What EC2's and KMS's names of states mean; a name that is new means nothing good. */
class Ec2StatesTest {
  @Test
  void aSnapshotIsCompletedOrPendingByThatNameOnly() {
    Stream<String> states = Stream.of("completed", "pending", "error", "recoverable", "new");
    List<Snapshot> all = states.map(Ec2StatesTest::inState).toList();

    assertThat(all.stream().filter(Snapshot::completed).map(Snapshot::state))
        .containsExactly("completed");
    assertThat(all.stream().filter(Snapshot::pending).map(Snapshot::state))
        .containsExactly("pending");
    assertThat(inState("completed").condition()).isEqualTo("completed");
    assertThat(inState("error").condition()).isEqualTo("error (Client.InternalError)");
    assertThat(inState("completed").archived()).isFalse();
  }

  @Test
  void anInstanceIsGoneOnceItIsBeingTerminated() {
    assertThat(
            named(Ec2StatesTest::gone, "running", "stopped", "shutting-down", "terminated", "new"))
        .containsExactly("shutting-down", "terminated");
  }

  @Test
  void anInstanceIsOkByAllItsChecks_andImpairedByOne() {
    assertThat(status("ok", "ok").ok()).isTrue();
    assertThat(status("ok", "ok", "ok").ok()).isTrue();
    assertThat(status("ok", "initializing").ok()).isFalse();
    assertThat(status("initializing", "ok").ok()).isFalse();
    assertThat(status("ok", "ok", "initializing").ok()).isFalse();
    assertThat(status("impaired", "ok").impaired()).isTrue();
    assertThat(status("ok", "impaired").impaired()).isTrue();
    assertThat(status("ok", "ok", "impaired").impaired()).isTrue();
    assertThat(status("ok", "initializing").impaired()).isFalse();
    assertThat(status("ok", "ok", "initializing").impaired()).isFalse();
  }

  private static InstanceStatus status(String system, String instance, String... attachedEbs) {
    return new InstanceStatus(system, instance, Stream.of(attachedEbs).findFirst());
  }

  @Test
  void aTaskOnTheRootIsActiveUntilItHasSucceededOrFailed() {
    String[] states = {
      "pending", "in-progress", "failing", "succeeded", "failed", "failed-detached"
    };

    assertThat(named(state -> new ReplaceRootTask("t", state, Map.of()).active(), states))
        .containsExactly("pending", "in-progress", "failing");
    assertThat(named(state -> new ReplaceRootTask("t", state, Map.of()).failed(), states))
        .containsExactly("failed", "failed-detached");
  }

  @Test
  void aVolumeHasLoadedWhenEc2SaysSo() {
    assertThat(new VolumeInitialization(Optional.of("completed"), Optional.of(100L)).completed())
        .isTrue();
    assertThat(new VolumeInitialization(Optional.of("initializing"), Optional.of(100L)).completed())
        .isFalse();
    assertThat(new VolumeInitialization(Optional.empty(), Optional.empty()).completed()).isFalse();
  }

  @Test
  void anAttachmentIsPresentUntilItIsBeingUndone() {
    assertThat(
            named(
                s -> Attachment.at(INSTANCE_ID, "/dev/sdf", true, s).present(),
                "attaching",
                "attached",
                "busy",
                "detaching",
                "detached"))
        .containsExactly("attaching", "attached", "busy");
    Attachment attachment = Attachment.at(INSTANCE_ID, "/dev/sdf", true, "attached");
    assertThat(attachment.isTo(INSTANCE_ID)).isTrue();
    assertThat(attachment.isTo("i-2")).isFalse();
    assertThat(attachment.holder()).isEqualTo(INSTANCE_ID);
    assertThat(new Attachment(Optional.empty(), Optional.empty(), true, "attached").holder())
        .isEqualTo("a resource that an AWS service manages");
  }

  @Test
  void aKeyWorksWhenItIsEnabledSymmetricAndForEncryption() {
    assertThat(key("Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")).isEmpty();
    assertThat(key("Enabled", "RSA_2048", "ENCRYPT_DECRYPT"))
        .contains("has the spec RSA_2048, but EBS requires SYMMETRIC_DEFAULT");
    assertThat(key("Enabled", "SYMMETRIC_DEFAULT", "SIGN_VERIFY"))
        .contains("is for SIGN_VERIFY, but EBS requires ENCRYPT_DECRYPT");
    assertThat(key("Disabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"))
        .contains("is Disabled: enable it (aws kms enable-key --key-id arn:key)");
    assertThat(key("PendingDeletion", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"))
        .contains(
            "is PendingDeletion on 2026-03-01T03:00:00Z: cancel that (aws kms cancel-key-deletion"
                + " --key-id arn:key) and enable it");
    assertThat(key("Unavailable", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"))
        .contains("is Unavailable");
  }

  @Test
  void waitsGrowByHalf_withinTheirBounds() {
    Backoff backoff = new Backoff(Duration.ofSeconds(20), Duration.ofSeconds(40));

    assertThat(backoff.next(0)).isEqualTo(Duration.ofSeconds(20));
    assertThat(backoff.next(13)).isEqualTo(Duration.ofSeconds(20));
    assertThat(backoff.next(15)).isEqualTo(Duration.ofSeconds(23));
    assertThat(backoff.next(27)).isEqualTo(Duration.ofSeconds(40));
  }

  private static boolean gone(String state) {
    return new Instance(
            INSTANCE_ID, state, "eu-central-1b", Optional.empty(), Instance.Kind.ORDINARY, Map.of())
        .gone();
  }

  private static Optional<String> key(String state, String spec, String usage) {
    return new KeyLookup.Found("arn:key", state, spec, usage, Optional.of(NIGHT), false).problem();
  }

  private static List<String> named(Predicate<String> rule, String... states) {
    return Stream.of(states).filter(rule).toList();
  }

  private static Snapshot inState(String state) {
    return snapshot(volumeId(0), NIGHT, state, Map.of());
  }
}
