package ebsbackup.ebs;

import java.time.Instant;
import java.util.Optional;

/** The result of looking up a key in AWS KMS. */
public sealed interface KeyLookup {

  /** There is no such key in this Region. */
  record Missing() implements KeyLookup {}

  /**
   * KMS did not say. EBS may still be able to use the key.
   *
   * @param reason KMS's error
   */
  record Unchecked(String reason) implements KeyLookup {}

  /**
   * The key.
   *
   * @param arn the ARN of the key itself, even if it was named by an alias
   * @param state KMS's name for the state: only {@code Enabled} works
   * @param spec for example {@code SYMMETRIC_DEFAULT}, the only one that EBS accepts
   * @param usage for example {@code ENCRYPT_DECRYPT}, the only one that EBS accepts
   * @param deletionDate when it will be deleted, if it is pending deletion
   * @param managedByAws whether it is an AWS managed key like {@code aws/ebs}: its policy cannot be
   *     changed, and what it encrypts cannot be shared
   */
  record Found(
      String arn,
      String state,
      String spec,
      String usage,
      Optional<Instant> deletionDate,
      boolean managedByAws)
      implements KeyLookup {

    /** Why EBS cannot use the key; empty if KMS shows no reason. */
    public Optional<String> problem() {
      if (!spec.equals("SYMMETRIC_DEFAULT")) {
        return Optional.of("has the spec %s, but EBS requires SYMMETRIC_DEFAULT".formatted(spec));
      }
      if (!usage.equals("ENCRYPT_DECRYPT")) {
        return Optional.of("is for %s, but EBS requires ENCRYPT_DECRYPT".formatted(usage));
      }
      return switch (state) {
        case "Enabled" -> Optional.empty();
        case "Disabled" ->
            Optional.of("is Disabled: enable it (aws kms enable-key --key-id %s)".formatted(arn));
        case "PendingDeletion" ->
            Optional.of(
                ("is PendingDeletion%s: cancel that (aws kms cancel-key-deletion --key-id %s) and"
                        + " enable it")
                    .formatted(deletionDate.map(date -> " on " + date).orElse(""), arn));
        default -> Optional.of("is " + state);
      };
    }
  }
}
