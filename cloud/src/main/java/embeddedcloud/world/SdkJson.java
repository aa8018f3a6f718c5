package embeddedcloud.world;

import embeddedcloud.json.Json;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Any AWS SDK model object as plain JSON values in the AWS CLI's form, and back. One codec serves
 * every shape because the SDK's models describe their own members.
 */
public final class SdkJson {
  /** As the CLI prints an instant: microseconds if there is a fraction, and never {@code Z}. */
  private static final DateTimeFormatter WHOLE_SECONDS = cliInstant("uuuu-MM-dd'T'HH:mm:ss");

  private static final DateTimeFormatter MICROSECONDS = cliInstant("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter NANOSECONDS =
      cliInstant("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");

  /**
   * The few members in all of EC2 that Java's SDK calls otherwise, since Java reserves the word.
   */
  private static final Map<String, String> CLI_NAMES =
      Map.of("PublicLaunchPermissions", "Public", "isPublic", "Public", "ReturnValue", "Return");

  private final Consumer<Place> unknown;

  /** Each shape's members by name, found once: a large fleet repeats a few shapes very often. */
  private final Map<Class<?>, Map<String, SdkField<?>>> shapes = new HashMap<>();

  private SdkJson(Consumer<Place> unknown) {
    this.unknown = unknown;
  }

  private static DateTimeFormatter cliInstant(String pattern) {
    return DateTimeFormatter.ofPattern(pattern + "'+00:00'", Locale.ROOT);
  }

  private static String cliInstant(Instant instant) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    if (time.getNano() == 0) {
      return WHOLE_SECONDS.format(time);
    }
    return (time.getNano() % 1000 == 0 ? MICROSECONDS : NANOSECONDS).format(time);
  }

  private static String cliName(SdkField<?> field) {
    return CLI_NAMES.getOrDefault(field.memberName(), field.memberName());
  }

  /** The members that are set, by name, in the model's order; unset ones are left out. */
  public static Map<String, Object> print(SdkPojo object) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (SdkField<?> field : object.sdkFields()) {
      Object value = field.getValueOrDefault(object);
      if (value != null
          && !(value instanceof SdkAutoConstructList)
          && !(value instanceof SdkAutoConstructMap)) {
        json.put(cliName(field), plain(value));
      }
    }
    return json;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case SdkPojo object -> print(object);
      case List<?> list -> plainList(list);
      case Map<?, ?> map -> plainMap(map);
      case Instant instant -> cliInstant(instant);
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case Float number -> Double.valueOf(number.toString());
      case BigDecimal number -> number.doubleValue();
      default -> value;
    };
  }

  private static List<Object> plainList(List<?> list) {
    List<Object> plain = new ArrayList<>(list.size());
    list.forEach(item -> plain.add(plain(item)));
    return plain;
  }

  private static Map<String, Object> plainMap(Map<?, ?> map) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((key, value) -> plain.put(key.toString(), plain(value)));
    return plain;
  }

  /**
   * Reads a model object. Members that are absent or null stay unset.
   *
   * @param json plain values as {@link Json#parse} gives them
   * @param builder an empty builder of the shape
   * @param place where the value stands, for messages
   * @param unknown told the place of each member that this SDK does not know: the user's CLI may be
   *     newer than it, so these are neither fatal nor lost silently
   * @throws WorldException when a value has the wrong type
   */
  public static <B extends SdkPojo & SdkBuilder<B, T>, T> T read(
      Object json, B builder, Place place, Consumer<Place> unknown) {
    new SdkJson(unknown).fill(json, builder, place);
    return builder.build();
  }

  private void fill(Object json, SdkPojo builder, Place place) {
    Map<?, ?> members = expect(Map.class, json, "an object", place);
    Map<String, SdkField<?>> fields =
        shapes.computeIfAbsent(builder.getClass(), shape -> fieldsByName(builder));
    members.forEach(
        (key, value) -> {
          String name = key.toString();
          SdkField<?> field = fields.get(name);
          if (field == null) {
            unknown.accept(place.member(name));
          } else if (value != null) {
            field.set(builder, value(value, field, place.member(name)));
          }
        });
  }

  private static Map<String, SdkField<?>> fieldsByName(SdkPojo shape) {
    Map<String, SdkField<?>> fields = new HashMap<>();
    shape.sdkFields().forEach(field -> fields.put(cliName(field), field));
    return fields;
  }

  private Object value(Object json, SdkField<?> field, Place place) {
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> expect(String.class, json, "a string", place);
      case BOOLEAN -> expect(Boolean.class, json, "true or false", place);
      case INTEGER -> (int) whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE, place);
      case LONG -> whole(json, Long.MIN_VALUE, Long.MAX_VALUE, place);
      case SHORT -> (short) whole(json, Short.MIN_VALUE, Short.MAX_VALUE, place);
      case BYTE -> (byte) whole(json, Byte.MIN_VALUE, Byte.MAX_VALUE, place);
      case DOUBLE -> number(json, place).doubleValue();
      case FLOAT -> number(json, place).floatValue();
      case BIG_DECIMAL -> new BigDecimal(number(json, place).toString());
      case INSTANT -> instant(expect(String.class, json, "a timestamp", place), place);
      case SDK_BYTES -> bytes(expect(String.class, json, "base64 text", place), place);
      case LIST -> list(json, field, place);
      case MAP -> map(json, field, place);
      case SDK_POJO -> {
        SdkPojo builder = field.constructor().get();
        fill(json, builder, place);
        yield ((SdkBuilder<?, ?>) builder).build();
      }
      // EC2 has neither free-form documents nor members without a type.
      case DOCUMENT, NULL ->
          throw new WorldException(
              place, "values of type " + field.marshallingType().getKnownType() + " are not read");
    };
  }

  private static Number number(Object json, Place place) {
    return expect(Number.class, json, "a number", place);
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

  private static long whole(Object json, long least, long most, Place place) {
    if (json instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw mismatch("a whole number", json, place);
  }

  /**
   * An instant in any of the CLI's forms: {@code +00:00}, {@code Z} or another offset, with or
   * without a fraction.
   */
  static Instant instant(String text, Place place) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw mismatch("a timestamp such as 2026-03-01T02:00:00+00:00", text, place);
    }
  }

  private static SdkBytes bytes(String text, Place place) {
    try {
      return SdkBytes.fromByteArray(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw mismatch("base64 text", text, place);
    }
  }

  static <T> T expect(Class<T> type, Object json, String words, Place place) {
    if (type.isInstance(json)) {
      return type.cast(json);
    }
    throw mismatch(words, json, place);
  }

  static WorldException mismatch(String expected, Object actual, Place place) {
    return new WorldException(place, "expected " + expected + ", but was " + shown(actual));
  }

  /** A value as one short line of JSON. */
  static String shown(Object value) {
    String text = Json.print(value);
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
