package embeddedcloud.kms;

/** What the account may do with a key. */
public enum KeyAccess {
  /** Every operation that this cloud implements. */
  FULL,
  /** EBS can use the key, but DescribeKey is denied. */
  NO_DESCRIBE,
  /** No operation, because the key policy no longer allows any. */
  NONE
}
