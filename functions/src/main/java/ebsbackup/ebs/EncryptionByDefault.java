package ebsbackup.ebs;

/** Whether EBS encrypts the account's new volumes by default. */
public sealed interface EncryptionByDefault {

  /** EBS does not encrypt by default. */
  record Off() implements EncryptionByDefault {}

  /**
   * EBS encrypts by default.
   *
   * @param keyName the default key, in any form that AWS KMS accepts
   */
  record On(String keyName) implements EncryptionByDefault {}

  /**
   * The setting could not be read.
   *
   * @param reason EC2's error
   */
  record Unchecked(String reason) implements EncryptionByDefault {}
}
