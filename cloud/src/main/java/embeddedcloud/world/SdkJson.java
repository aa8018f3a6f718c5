package embeddedcloud.world;

import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import embeddedcloud.json.SdkCodec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Converts SDK model objects to and from the AWS CLI's JSON, in which worlds are stored. */
public final class SdkJson {
  /** The CLI's format of an instant: microseconds if there is a fraction, and never {@code Z}. */
  private static final DateTimeFormatter WHOLE_SECONDS = cliInstant("uuuu-MM-dd'T'HH:mm:ss");

  private static final DateTimeFormatter MICROSECONDS = cliInstant("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter NANOSECONDS =
      cliInstant("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");

  /**
   * The few EC2 members that have other names in the SDK for Java, because Java reserves the word.
   */
  private static final Map<String, String> CLI_NAMES =
      Map.of("PublicLaunchPermissions", "Public", "isPublic", "Public", "ReturnValue", "Return");

  /** Omits members that this SDK does not know. */
  private static final SdkCodec PRINTER = new SdkCodec(new CliForm(place -> {}));

  private SdkJson() {}

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

  /** The AWS CLI's names and times, and a world's errors. */
  private record CliForm(Consumer<Place> onUnknown) implements SdkCodec.Form {
    @Override
    public String nameOf(SdkField<?> field) {
      return CLI_NAMES.getOrDefault(field.memberName(), field.memberName());
    }

    @Override
    public Object print(Instant instant) {
      return cliInstant(instant);
    }

    @Override
    public Instant instant(Object json, Place place) {
      return SdkJson.instant(expect(String.class, json, "a timestamp", place), place);
    }

    @Override
    public void unknown(Place place) {
      onUnknown.accept(place);
    }

    @Override
    public RuntimeException mismatch(String expected, Object actual, Place place) {
      return SdkJson.mismatch(expected, actual, place);
    }
  }

  /** The members that are set, by name, in the model's order. */
  public static Map<String, Object> print(SdkPojo object) {
    return PRINTER.print(object);
  }

  /**
   * Reads a model object. Members that are absent or null stay unset.
   *
   * @param json plain values as returned by {@link Json#parse}
   * @param builder an empty builder of the shape
   * @param place the position of the value, for messages
   * @param unknown receives the place of each member that this SDK does not know; the user's CLI
   *     may be newer than the SDK, so such members are neither fatal nor ignored silently
   * @throws WorldException when a value has the wrong type
   */
  public static <B extends SdkPojo & SdkBuilder<B, T>, T> T read(
      Object json, B builder, Place place, Consumer<Place> unknown) {
    new SdkCodec(new CliForm(unknown)).fill(builder, json, place);
    return builder.build();
  }

  /**
   * Reads an instant in any of the CLI's formats: {@code +00:00}, {@code Z} or another offset, with
   * or without a fraction.
   */
  static Instant instant(String text, Place place) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw mismatch("a timestamp such as 2026-03-01T02:00:00+00:00", text, place);
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
