package ebsbackup.restore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The client token by which EC2 recognizes a repeated call. */
final class ClientToken {
  private ClientToken() {}

  /**
   * Returns the same token for the same execution and parts: 64 characters, the most EC2 accepts.
   */
  static String of(String executionArn, String... parts) {
    String text = executionArn + "|" + String.join("|", parts);
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
