package embeddedcloud.kms;

/** What the account may do with a key. */
public enum KeyAccess {
  /** Everything that this cloud has. */
  FULL,
  /** EBS may use it; nothing may describe it. */
  NO_DESCRIBE,
  /** Nothing: the key policy has been cut. */
  NONE
}
