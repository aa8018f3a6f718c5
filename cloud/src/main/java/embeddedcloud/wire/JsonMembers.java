package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The SDK's model objects as the JSON of AWS's JSON protocols, where times are seconds since 1970
 * (the AWS CLI's JSON, which worlds are kept in, is another form).
 */
final class JsonMembers {
  private JsonMembers() {}

  /** The members that belong into the body and are set. */
  static Map<String, Object> print(SdkPojo object) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (SdkField<?> field : object.sdkFields()) {
      Object value = field.getValueOrDefault(object);
      if (field.location() == MarshallLocation.PAYLOAD
          && value != null
          && !(value instanceof SdkAutoConstructList)
          && !(value instanceof SdkAutoConstructMap)) {
        json.put(field.locationName(), plain(value));
      }
    }
    return json;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case SdkPojo object -> print(object);
      case List<?> list -> list.stream().map(JsonMembers::plain).toList();
      case Map<?, ?> map -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, item) -> plain.put(key.toString(), plain(item)));
        yield plain;
      }
      case Instant instant ->
          BigDecimal.valueOf(instant.getEpochSecond())
              .add(BigDecimal.valueOf(instant.getNano(), 9))
              .stripTrailingZeros();
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArray());
      default -> value;
    };
  }

  /** Sets the builder's members; what the service does not know it ignores, as AWS's do. */
  static void fill(SdkPojo builder, Object json) {
    Map<?, ?> members = expect(Map.class, json, "an object");
    Map<String, SdkField<?>> fields = new HashMap<>();
    builder.sdkFields().forEach(field -> fields.put(field.locationName(), field));
    members.forEach(
        (name, value) -> {
          SdkField<?> field = fields.get(name.toString());
          if (field != null && value != null) {
            field.set(builder, value(value, field));
          }
        });
  }

  private static Object value(Object json, SdkField<?> field) {
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> expect(String.class, json, "a string");
      case BOOLEAN -> expect(Boolean.class, json, "true or false");
      case INTEGER, LONG, SHORT, BYTE, DOUBLE, FLOAT, BIG_DECIMAL -> number(json, field);
      case INSTANT -> instant(new BigDecimal(expect(Number.class, json, "a time").toString()));
      case SDK_BYTES ->
          SdkBytes.fromByteArray(
              Base64.getDecoder().decode(expect(String.class, json, "base64 text")));
      case LIST -> list(json, field);
      case MAP -> map(json, field);
      case SDK_POJO -> {
        SdkPojo builder = field.constructor().get();
        fill(builder, json);
        yield ((SdkBuilder<?, ?>) builder).build();
      }
      case DOCUMENT, NULL -> throw mismatch("nothing of a free form", json);
    };
  }

  private static Object number(Object json, SdkField<?> field) {
    BigDecimal number = new BigDecimal(expect(Number.class, json, "a number").toString());
    try {
      return MemberNumber.of(number, field);
    } catch (ArithmeticException e) {
      throw mismatch("a whole number", json);
    }
  }

  private static Instant instant(BigDecimal seconds) {
    BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
    return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
  }

  private static List<Object> list(Object json, SdkField<?> field) {
    SdkField<?> item = field.getTrait(ListTrait.class).memberFieldInfo();
    List<Object> list = new ArrayList<>();
    for (Object element : expect(List.class, json, "a list")) {
      list.add(value(element, item));
    }
    return list;
  }

  private static Map<String, Object> map(Object json, SdkField<?> field) {
    SdkField<?> item = field.getTrait(MapTrait.class).valueFieldInfo();
    Map<String, Object> map = new LinkedHashMap<>();
    Map<?, ?> entries = expect(Map.class, json, "an object");
    entries.forEach((key, element) -> map.put(key.toString(), value(element, item)));
    return map;
  }

  private static <T> T expect(Class<T> type, Object json, String words) {
    if (type.isInstance(json)) {
      return type.cast(json);
    }
    throw mismatch(words, json);
  }

  private static AwsServiceException mismatch(String expected, Object actual) {
    return ServiceErrors.of(
        "SerializationException", "Expected %s, but was %s", expected, Json.print(actual));
  }
}
