package embeddedcloud.json;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Converts any AWS SDK model object to plain JSON values and back. One codec handles every shape,
 * because the SDK's models describe their own members.
 */
public final class SdkCodec {
  /** What differs between kinds of JSON. */
  public interface Form {
    String nameOf(SdkField<?> field);

    Object print(Instant instant);

    /** Reads an instant that {@link #print} printed. */
    Instant instant(Object json, Place place);

    /** Called for a member that this SDK does not know; ignores it by default. */
    default void unknown(Place place) {}

    /** Returns the exception for a value that its member does not accept. */
    RuntimeException mismatch(String expected, Object actual, Place place);
  }

  private final Form form;

  /**
   * Each shape's members by name, determined once, because a large fleet repeats a few shapes very
   * often.
   */
  private final Map<Class<?>, Map<String, SdkField<?>>> shapes = new HashMap<>();

  public SdkCodec(Form form) {
    this.form = form;
  }

  /** The members of the body that are set, by name, in the model's order. */
  public Map<String, Object> print(SdkPojo object) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (SdkField<?> field : object.sdkFields()) {
      Object value = field.getValueOrDefault(object);
      if (field.location() == MarshallLocation.PAYLOAD
          && value != null
          && !(value instanceof SdkAutoConstructList)
          && !(value instanceof SdkAutoConstructMap)) {
        json.put(form.nameOf(field), plain(value));
      }
    }
    return json;
  }

  private Object plain(Object value) {
    return switch (value) {
      case SdkPojo object -> print(object);
      case List<?> list -> plainList(list);
      case Map<?, ?> map -> plainMap(map);
      case Instant instant -> form.print(instant);
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case Float number -> Double.valueOf(number.toString());
      case BigDecimal number -> number.doubleValue();
      default -> value;
    };
  }

  private List<Object> plainList(List<?> list) {
    List<Object> plain = new ArrayList<>(list.size());
    list.forEach(item -> plain.add(plain(item)));
    return plain;
  }

  private Map<String, Object> plainMap(Map<?, ?> map) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((key, value) -> plain.put(key.toString(), plain(value)));
    return plain;
  }

  /**
   * Sets a builder's members. Members that are absent or null stay unset.
   *
   * @param json plain values as returned by {@link Json#parse}
   * @param place the position of the value, for messages
   */
  public void fill(SdkPojo builder, Object json, Place place) {
    Map<?, ?> members = expect(Map.class, json, "an object", place);
    Map<String, SdkField<?>> fields =
        shapes.computeIfAbsent(builder.getClass(), shape -> fieldsByName(builder));
    members.forEach(
        (key, value) -> {
          String name = key.toString();
          SdkField<?> field = fields.get(name);
          if (field == null) {
            form.unknown(place.member(name));
          } else if (value != null) {
            field.set(builder, value(value, field, place.member(name)));
          }
        });
  }

  private Map<String, SdkField<?>> fieldsByName(SdkPojo shape) {
    Map<String, SdkField<?>> fields = new HashMap<>();
    shape.sdkFields().forEach(field -> fields.put(form.nameOf(field), field));
    return fields;
  }

  private Object value(Object json, SdkField<?> field, Place place) {
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> expect(String.class, json, "a string", place);
      case BOOLEAN -> expect(Boolean.class, json, "true or false", place);
      case INTEGER, LONG, SHORT, BYTE -> number(json, field, "a whole number", place);
      case DOUBLE, FLOAT, BIG_DECIMAL -> number(json, field, "a number", place);
      case INSTANT -> form.instant(json, place);
      case SDK_BYTES -> bytes(expect(String.class, json, "base64 text", place), place);
      case LIST -> list(json, field, place);
      case MAP -> map(json, field, place);
      case SDK_POJO -> {
        SdkPojo builder = field.constructor().get();
        fill(builder, json, place);
        yield ((SdkBuilder<?, ?>) builder).build();
      }
      // The services used here have neither free-form documents nor members without a type.
      case DOCUMENT, NULL -> throw form.mismatch("no free-form document", json, place);
    };
  }

  private Object number(Object json, SdkField<?> field, String words, Place place) {
    Number number = expect(Number.class, json, words, place);
    try {
      return MemberNumber.of(new BigDecimal(number.toString()), field);
    } catch (ArithmeticException e) {
      throw form.mismatch(words, json, place);
    }
  }

  private SdkBytes bytes(String text, Place place) {
    try {
      return SdkBytes.fromByteArray(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw form.mismatch("base64 text", text, place);
    }
  }

  private List<Object> list(Object json, SdkField<?> field, Place place) {
    SdkField<?> item = field.getTrait(ListTrait.class).memberFieldInfo();
    List<Object> list = new ArrayList<>();
    for (Object element : expect(List.class, json, "a list", place)) {
      list.add(value(element, item, place.item(list.size())));
    }
    return list;
  }

  private Map<String, Object> map(Object json, SdkField<?> field, Place place) {
    SdkField<?> item = field.getTrait(MapTrait.class).valueFieldInfo();
    Map<String, Object> map = new LinkedHashMap<>();
    Map<?, ?> entries = expect(Map.class, json, "an object", place);
    entries.forEach(
        (name, element) -> {
          String key = name.toString();
          map.put(key, value(element, item, place.member(key)));
        });
    return map;
  }

  private <T> T expect(Class<T> type, Object json, String words, Place place) {
    if (type.isInstance(json)) {
      return type.cast(json);
    }
    throw form.mismatch(words, json, place);
  }
}
