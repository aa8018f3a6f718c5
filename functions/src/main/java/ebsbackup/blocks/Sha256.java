package ebsbackup.blocks;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The SHA-256 of bytes. */
public final class Sha256 {
  private Sha256() {}

  /** Returns a digest that can be updated piece by piece. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public static byte[] of(byte[] bytes) {
    return digest().digest(bytes);
  }

  /** The checksum in base64, as the EBS direct APIs write it. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(of(bytes));
  }
}
