package embeddedcloud.ec2;

import embeddedcloud.kms.EmbeddedKms;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** Encryption by default, and the key that it uses. */
final class EncryptionActions {
  private final EmbeddedKms kms;
  private boolean byDefault;
  private Optional<String> chosenKey = Optional.empty();

  EncryptionActions(EmbeddedKms kms) {
    this.kms = kms;
  }

  /** Whether a new volume is encrypted even if its request does not ask for it. */
  boolean byDefault() {
    return byDefault;
  }

  /** The ARN of the key that was chosen to encrypt, if any. */
  Optional<String> chosenKey() {
    return chosenKey;
  }

  /** Sets encryption by default and its key. */
  void set(boolean encrypted, Optional<String> key) {
    byDefault = encrypted;
    chosenKey = key;
  }

  /** The ARN of the key that encrypts if a request names none. */
  String defaultKey() {
    return chosenKey.orElseGet(kms::ebsKey);
  }

  /**
   * The key of a new volume or copy; empty if it is not encrypted. Does not check whether the key
   * can be used.
   *
   * @param encrypted the parameter of the request, like {@code kmsKeyId}; null if it is absent
   * @param inheritedKey the key that takes precedence over the default key
   */
  Optional<String> keyFor(
      Boolean encrypted,
      String kmsKeyId,
      Optional<Snapshot> source,
      Optional<String> inheritedKey) {
    boolean asked = Boolean.TRUE.equals(encrypted);
    boolean inherited = source.map(s -> Boolean.TRUE.equals(s.encrypted())).orElse(false);
    if (kmsKeyId != null && !asked) {
      throw Ec2Errors.of(
          "InvalidParameterDependency",
          "The parameter KmsKeyId requires the parameter Encrypted to be set.");
    }
    if (inherited && Boolean.FALSE.equals(encrypted)) {
      throw Ec2Errors.of(
          "InvalidParameterCombination",
          "A volume or copy of the encrypted snapshot '%s' must be encrypted.",
          source.get().snapshotId());
    }
    return asked || inherited || byDefault
        ? Optional.ofNullable(kmsKeyId)
            .map(kms::arnOf)
            .or(() -> inheritedKey)
            .or(() -> Optional.of(defaultKey()))
        : Optional.empty();
  }

  GetEbsEncryptionByDefaultResponse get(GetEbsEncryptionByDefaultRequest request) {
    Ec2Errors.ifDryRun(request.dryRun());
    return GetEbsEncryptionByDefaultResponse.builder().ebsEncryptionByDefault(byDefault).build();
  }

  EnableEbsEncryptionByDefaultResponse enable(EnableEbsEncryptionByDefaultRequest request) {
    Ec2Errors.ifDryRun(request.dryRun());
    byDefault = true;
    return EnableEbsEncryptionByDefaultResponse.builder().ebsEncryptionByDefault(true).build();
  }

  DisableEbsEncryptionByDefaultResponse disable(DisableEbsEncryptionByDefaultRequest request) {
    Ec2Errors.ifDryRun(request.dryRun());
    byDefault = false;
    return DisableEbsEncryptionByDefaultResponse.builder().ebsEncryptionByDefault(false).build();
  }

  /** Returns an alias as long as no other key was chosen. */
  GetEbsDefaultKmsKeyIdResponse getKey(GetEbsDefaultKmsKeyIdRequest request) {
    Ec2Errors.ifDryRun(request.dryRun());
    return GetEbsDefaultKmsKeyIdResponse.builder()
        .kmsKeyId(chosenKey.orElse(EmbeddedKms.EBS_ALIAS))
        .build();
  }

  ModifyEbsDefaultKmsKeyIdResponse modifyKey(ModifyEbsDefaultKmsKeyIdRequest request) {
    if (request.kmsKeyId() == null) {
      throw Ec2Errors.missing("KmsKeyId");
    }
    Ec2Errors.ifDryRun(request.dryRun());
    chosenKey = Optional.of(kms.arnOf(request.kmsKeyId()));
    return ModifyEbsDefaultKmsKeyIdResponse.builder().kmsKeyId(chosenKey.get()).build();
  }
}
