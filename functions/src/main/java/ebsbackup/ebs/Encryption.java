package ebsbackup.ebs;

import java.util.Optional;

/**
 * How a volume is encrypted, or will be.
 *
 * @param kmsKeyId the key: EC2 shows its ARN, and takes every name that AWS KMS takes
 */
public record Encryption(boolean encrypted, Optional<String> kmsKeyId) {
  public static final Encryption NONE = new Encryption(false, Optional.empty());

  /** Encrypted under that key. */
  public static Encryption under(String kmsKeyId) {
    return new Encryption(true, Optional.of(kmsKeyId));
  }
}
