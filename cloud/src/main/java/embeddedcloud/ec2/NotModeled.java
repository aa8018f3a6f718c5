package embeddedcloud.ec2;

/**
 * Parameters of EC2 that the embedded one would have to ignore, which could mislead: it refuses.
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
