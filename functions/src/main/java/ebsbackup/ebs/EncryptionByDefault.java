package ebsbackup.ebs;

/** Whether EBS encrypts new volumes of the account although nobody asks for it. */
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
