package ebsbackup.ebs;

import java.util.Optional;

/**
 * How a volume is, or will be, encrypted.
 *
 * @param kmsKeyId the key: EC2 returns its ARN, but accepts every name that AWS KMS accepts
 */
public record Encryption(boolean encrypted, Optional<String> kmsKeyId) {
  public static final Encryption NONE = new Encryption(false, Optional.empty());

  /** Encrypted with the given key. */
  public static Encryption under(String kmsKeyId) {
    return new Encryption(true, Optional.of(kmsKeyId));
  }
}
