package embeddedcloud.kms;

/** What the account may do with a key. */
public enum KeyAccess {
  /** Every operation that this cloud implements. */
  FULL,
  /** EBS may use the key, but nobody may describe it. */
  NO_DESCRIBE,
  /** No operation, because the key policy no longer allows any. */
  NONE
}
