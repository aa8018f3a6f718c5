package embeddedcloud.json;

import java.math.BigDecimal;
import software.amazon.awssdk.core.SdkField;

/** Converts a number to the Java type that the SDK's model has for a member. */
public final class MemberNumber {
  private MemberNumber() {}

  /**
   * Converts the number.
   *
   * @throws ArithmeticException when the number has a fraction or is too large for the type
   */
  public static Object of(BigDecimal number, SdkField<?> field) {
    return switch (field.marshallingType().getKnownType()) {
      case INTEGER -> number.intValueExact();
      case LONG -> number.longValueExact();
      case SHORT -> number.shortValueExact();
      case BYTE -> number.byteValueExact();
      case DOUBLE -> number.doubleValue();
      case FLOAT -> number.floatValue();
      default -> number;
    };
  }
}
