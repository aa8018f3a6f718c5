package ebsbackup.ebs;

import java.time.Instant;
import java.util.Optional;

/** What AWS KMS answers about a named key. */
public sealed interface KeyLookup {

  /** There is no such key in this Region. */
  record Missing() implements KeyLookup {}

  /**
   * KMS does not say; EBS may be able to use the key anyway.
   *
   * @param reason what KMS answered
   */
  record Unchecked(String reason) implements KeyLookup {}

  /**
   * The key.
   *
   * @param arn of the key itself, also where it was named by an alias
   * @param state KMS's name of it: only {@code Enabled} works
   * @param spec such as {@code SYMMETRIC_DEFAULT}, the only one that EBS takes
   * @param usage such as {@code ENCRYPT_DECRYPT}, the only one that EBS takes
   * @param deletionDate when it goes, if it is pending deletion
   * @param managedByAws as {@code aws/ebs} is: its policy cannot be changed, and what it encrypts
   *     cannot be shared
   */
  record Found(
      String arn,
      String state,
      String spec,
      String usage,
      Optional<Instant> deletionDate,
      boolean managedByAws)
      implements KeyLookup {

    /** Why EBS cannot use the key; nothing if, as far as KMS shows, it can. */
    public Optional<String> trouble() {
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
