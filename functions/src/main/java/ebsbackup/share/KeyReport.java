package ebsbackup.share;

import ebsbackup.ebs.KeyAccess;
import ebsbackup.report.PayloadBudget;

/**
 * Whether another account can use the key of snapshots that are shared with it. Without the key, a
 * shared snapshot cannot be copied or restored.
 *
 * @param access {@code ALLOWED}, {@code NOT_ALLOWED} or {@code UNKNOWN}
 * @param reason an explanation for the user
 */
public record KeyReport(String kmsKeyId, String account, String access, String reason) {
  private static final int LONGEST_REASON = 300;

  public KeyReport {
    reason = PayloadBudget.shortened(reason, LONGEST_REASON);
  }

  public static KeyReport of(String kmsKeyId, String account, KeyAccess access) {
    return switch (access) {
      case KeyAccess.Allowed allowed ->
          new KeyReport(
              kmsKeyId,
              account,
              "ALLOWED",
              "the key policy allows it; the account's own IAM policies must allow it, too");
      case KeyAccess.NotAllowed not ->
          new KeyReport(
              kmsKeyId,
              account,
              "NOT_ALLOWED",
              "the key policy does not allow " + String.join(", ", not.missing()));
      case KeyAccess.Unknown unknown ->
          new KeyReport(kmsKeyId, account, "UNKNOWN", unknown.reason());
    };
  }

  /** The rank in a list that may omit reports: the keys that cannot be used come first. */
  int rank() {
    return switch (access) {
      case "NOT_ALLOWED" -> 0;
      case "UNKNOWN" -> 1;
      default -> 2;
    };
  }

  /** The approximate size as JSON. */
  int jsonBytes() {
    return 60 + PayloadBudget.jsonBytes(kmsKeyId) + 14 + PayloadBudget.jsonBytes(reason);
  }
}
