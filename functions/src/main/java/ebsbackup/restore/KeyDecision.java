package ebsbackup.restore;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.KeyLookup;
import ebsbackup.ebs.Place;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.KmsKeyName;
import ebsbackup.request.VolumeOverride;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which key encrypts each new volume, and refuses keys that EBS could not use. EC2 checks a
 * key only after it has answered CreateVolume; a volume whose key it cannot use disappears.
 * https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
 */
final class KeyDecision {
  private final Place here;
  private final VolumeOverride override;
  private final KeyFacts facts;
  private final Set<String> usable = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  KeyDecision(Place here, VolumeOverride override, KeyFacts facts) {
    this.here = here;
    this.override = override;
    this.facts = facts;
  }

  /**
   * Decides the key of the snapshot's new volume.
   *
   * @throws RestoreRefusedException if EBS cannot use that key or the snapshot's key
   */
  Encryption of(Snapshot snapshot) {
    snapshot.kmsKeyId().ifPresent(name -> checkShared(name, snapshot));
    Optional<String> source =
        snapshot.kmsKeyId().map(name -> checked(name, "the key of " + snapshot.snapshotId()));
    if (override.kmsKeyId().isPresent()) {
      return Encryption.under(asked(override.kmsKeyId().get()));
    }
    if (snapshot.encrypted()) {
      if (source.isEmpty()) {
        warnings.add(
            snapshot.snapshotId()
                + " is encrypted, but EC2 does not show its key: EC2 decides which key the volume gets");
      }
      return new Encryption(true, source);
    }
    return byDefault(snapshot);
  }

  /**
   * A snapshot can be shared without its key. To create a volume, EC2 needs to describe the key
   * with the permissions of this role. If the role cannot describe the key, neither can EC2.
   * https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html
   */
  private void checkShared(String key, Snapshot snapshot) {
    if (snapshot.ownerId().equals(here.account())) {
      return;
    }
    if (lookUp(key) instanceof KeyLookup.Unchecked unchecked) {
      throw new RestoreRefusedException(
          "the key of %s, %s, is not shared with this account (%s): its policy must allow the account to use it"
              .formatted(snapshot.snapshotId(), key, unchecked.reason()));
    }
    if (override.kmsKeyId().isEmpty()) {
      warnings.add(
          "the volume of %s gets the key %s of the account %s, which can revoke access to it; use volume.kmsKeyId to choose another key"
              .formatted(snapshot.snapshotId(), key, snapshot.ownerId()));
    }
  }

  private String asked(String name) {
    KmsKeyName.region(name)
        .filter(of -> !of.equals(here.region()))
        .ifPresent(
            other -> {
              throw new RestoreRefusedException(
                  "volume.kmsKeyId is %s, a key in %s, but the restore is in %s"
                      .formatted(name, other, here.region()));
            });
    return checked(name, "volume.kmsKeyId");
  }

  private Encryption byDefault(Snapshot snapshot) {
    return switch (facts.byDefault()) {
      case EncryptionByDefault.Off off -> Encryption.NONE;
      case EncryptionByDefault.Unchecked unchecked -> {
        warnings.add(
            "whether EBS encrypts the volumes of unencrypted snapshots by default could not be"
                + " checked: "
                + unchecked.reason());
        yield Encryption.NONE;
      }
      case EncryptionByDefault.On on -> {
        String key = checked(on.keyName(), "the default key for EBS encryption");
        warnings.add(
            "%s is not encrypted, but EBS encrypts by default: its volume gets the key %s"
                .formatted(snapshot.snapshotId(), key));
        yield Encryption.under(key);
      }
    };
  }

  /** The ARN of a key that AWS KMS reports as usable, or the name itself if KMS cannot be asked. */
  private String checked(String name, String role) {
    return switch (lookUp(name)) {
      case KeyLookup.Missing missing ->
          throw new RestoreRefusedException(
              "%s, %s, does not exist in %s".formatted(role, name, here.region()));
      case KeyLookup.Unchecked unchecked -> {
        warnings.add("the key %s could not be checked: %s".formatted(name, unchecked.reason()));
        yield name;
      }
      case KeyLookup.Found found -> {
        found
            .problem()
            .ifPresent(
                problem -> {
                  throw new RestoreRefusedException(
                      "%s, %s, %s".formatted(role, found.arn(), problem));
                });
        usable.add(found.arn());
        yield found.arn();
      }
    };
  }

  /**
   * Checks a volume that stays at the instance while the restore stops and starts it.
   *
   * @throws RestoreRefusedException if the instance could not start with it
   */
  void checkStaying(Volume volume) {
    problem(volume)
        .ifPresent(
            problem -> {
              throw new RestoreRefusedException("the instance would not start again: " + problem);
            });
  }

  /** Warns if an undo could not put back a replaced volume. */
  void checkReplaced(Volume volume) {
    problem(volume)
        .ifPresent(
            problem -> warnings.add("an undo could not put the old volume back: " + problem));
  }

  private Optional<String> problem(Volume volume) {
    return volume
        .encryption()
        .kmsKeyId()
        .flatMap(
            name ->
                switch (lookUp(name)) {
                  case KeyLookup.Missing missing -> Optional.of(name + ", does not exist");
                  case KeyLookup.Unchecked unchecked -> Optional.empty();
                  case KeyLookup.Found found ->
                      found.problem().map(problem -> "%s, %s".formatted(found.arn(), problem));
                })
        .map(problem -> "the key of %s, %s".formatted(volume.volumeId(), problem));
  }

  private KeyLookup lookUp(String name) {
    return facts.keys().getOrDefault(name, new KeyLookup.Missing());
  }

  /** The ARNs of the keys that were checked and can be used, in the order of the volumes. */
  Set<String> usable() {
    return usable;
  }

  /** What could not be checked or may be unexpected, one sentence each. */
  Set<String> warnings() {
    return warnings;
  }
}
