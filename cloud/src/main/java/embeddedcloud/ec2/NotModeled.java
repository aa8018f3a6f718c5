package embeddedcloud.ec2;

/**
 * Refuses parameters of EC2 that are not implemented, because ignoring them could be misleading.
 */
final class NotModeled {
  private NotModeled() {}

  static void refuse(String parameter, boolean given) {
    if (given) {
      throw new UnsupportedOperationException(
          "The embedded EC2 does not have the parameter " + parameter);
    }
  }
}
