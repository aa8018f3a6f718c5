package embeddedcloud.ec2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The token that a listing returns for reading one block: its expiry and a seal over what it is
 * for, in base64.
 */
final class BlockToken {
  private BlockToken() {}

  static String of(String snapshotId, int index, Instant expiry) {
    byte[] seal =
        digest(
            (snapshotId + " " + index + " " + expiry.toEpochMilli())
                .getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(Long.BYTES + seal.length)
                .putLong(expiry.toEpochMilli())
                .put(seal)
                .array());
  }

  /** Whether the token belongs to this block and is still valid. */
  static boolean isGood(String token, String snapshotId, int index, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length < Long.BYTES) {
      return false;
    }
    Instant expiry = Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong());
    return now.isBefore(expiry)
        && Arrays.equals(bytes, Base64.getDecoder().decode(of(snapshotId, index, expiry)));
  }

  /** The SHA-256 in base64, as in the EBS direct APIs. */
  static String sha256(byte[] content) {
    return Base64.getEncoder().encodeToString(digest(content));
  }

  private static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
