package ebsbackup.aws;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/** Keys in AWS KMS. Every method throws {@link AwsCallException}. */
public final class KmsKeys {
  /** An ARN of another Region also causes one of these errors. */
  private static final Set<String> MISSING = Set.of("NotFoundException", "InvalidArnException");

  private final KmsClient kms;

  KmsKeys(KmsClient kms) {
    this.kms = kms;
  }

  /**
   * Looks up each key in KMS.
   *
   * @param names key ids, ARNs of keys or aliases, or {@code alias/NAME}
   */
  public Map<String, KeyLookup> byNames(Collection<String> names) {
    Map<String, KeyLookup> found = new LinkedHashMap<>();
    names.forEach(name -> found.computeIfAbsent(name, this::byName));
    return found;
  }

  /** The key's policy, a JSON document. */
  public String policy(String keyArn) {
    return Calls.call("GetKeyPolicy", () -> kms.getKeyPolicy(request -> request.keyId(keyArn)))
        .policy();
  }

  private KeyLookup byName(String name) {
    try {
      return found(
          Calls.call("DescribeKey", () -> kms.describeKey(request -> request.keyId(name)))
              .keyMetadata());
    } catch (AccessDeniedException e) {
      return new KeyLookup.Unchecked(String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      if (MISSING.contains(e.code())) {
        return new KeyLookup.Missing();
      }
      throw e;
    }
  }

  private static KeyLookup found(KeyMetadata key) {
    return new KeyLookup.Found(
        key.arn(),
        key.keyStateAsString(),
        key.keySpecAsString(),
        key.keyUsageAsString(),
        Optional.ofNullable(key.deletionDate()),
        key.keyManager() == KeyManagerType.AWS);
  }
}
