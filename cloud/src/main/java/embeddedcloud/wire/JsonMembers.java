package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import embeddedcloud.json.SdkCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Converts the SDK's model objects to and from the JSON of AWS's JSON protocols, where times are
 * seconds since 1970. The AWS CLI's JSON, in which worlds are stored, has another form.
 */
final class JsonMembers {
  private static final Place BODY = Place.file("body");

  private JsonMembers() {}

  /** The members of the body that are set. */
  static Map<String, Object> print(SdkPojo object) {
    return new SdkCodec(new WireForm()).print(object);
  }

  /** Sets the builder's members. Unknown members are ignored, as on AWS. */
  static void fill(SdkPojo builder, Object json) {
    new SdkCodec(new WireForm()).fill(builder, json, BODY);
  }

  private static final class WireForm implements SdkCodec.Form {
    @Override
    public String nameOf(SdkField<?> field) {
      return field.locationName();
    }

    @Override
    public Object print(Instant instant) {
      return BigDecimal.valueOf(instant.getEpochSecond())
          .add(BigDecimal.valueOf(instant.getNano(), 9))
          .stripTrailingZeros();
    }

    @Override
    public Instant instant(Object json, Place place) {
      if (json instanceof Number number) {
        BigDecimal[] parts = new BigDecimal(number.toString()).divideAndRemainder(BigDecimal.ONE);
        return Instant.ofEpochSecond(
            parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
      }
      throw mismatch("a time", json, place);
    }

    @Override
    public RuntimeException mismatch(String expected, Object actual, Place place) {
      return ServiceErrors.of(
          "SerializationException",
          "%s: expected %s, but was %s",
          place,
          expected,
          Json.print(actual));
    }
  }
}
