package ebsbackup.ebs;

/** Whether EBS encrypts the account's new volumes by default. */
public sealed interface EncryptionByDefault {

  /** It does not. */
  record Off() implements EncryptionByDefault {}

  /**
   * It does.
   *
   * @param keyName the default key, in any form that AWS KMS takes
   */
  record On(String keyName) implements EncryptionByDefault {}

  /**
   * EC2 does not say.
   *
   * @param reason what it answered
   */
  record Unchecked(String reason) implements EncryptionByDefault {}
}
