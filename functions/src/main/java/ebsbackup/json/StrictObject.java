package ebsbackup.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import ebsbackup.failure.InvalidInputException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A JSON object that is read field by field. Fields that its {@link Shape} does not name are
 * refused before any field is read; a field of the wrong type is refused when it is read.
 */
final class StrictObject {
  private final String path;
  private final JsonObject object;
  private final Shape shape;

  /**
   * Starts to read a document.
   *
   * @throws InvalidInputException if the element is not an object or has unknown fields
   */
  StrictObject(JsonElement element, Shape shape) {
    this("", element, shape);
    shape.check("", element);
  }

  private StrictObject(String path, JsonElement element, Shape shape) {
    if (!element.isJsonObject()) {
      throw new InvalidInputException(
          path.isEmpty() ? "input" : path, element.toString(), "an object");
    }
    this.path = path;
    this.object = element.getAsJsonObject();
    this.shape = shape;
  }

  Optional<String> text(String field) {
    return value(field, StrictObject::toText);
  }

  String requiredText(String field) {
    return text(field).orElseThrow(() -> missing(field, "a string"));
  }

  Optional<Integer> wholeNumber(String field) {
    return value(field, StrictObject::toWholeNumber);
  }

  Optional<Boolean> flag(String field) {
    return value(
        field,
        (at, element) -> {
          if (!(element instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
            throw new InvalidInputException(at, element.toString(), "true or false");
          }
          return primitive.getAsBoolean();
        });
  }

  Optional<Instant> instant(String field) {
    return value(
        field,
        (at, element) -> {
          String text = toText(at, element);
          try {
            return Instant.parse(text);
          } catch (DateTimeException e) {
            throw new InvalidInputException(
                at, element.toString(), "an instant such as 2026-03-01T02:00:00Z");
          }
        });
  }

  Optional<Duration> duration(String field) {
    return value(
        field,
        (at, element) -> {
          String text = toText(at, element);
          try {
            return Duration.parse(text);
          } catch (DateTimeParseException e) {
            throw new InvalidInputException(
                at, element.toString(), "an ISO-8601 duration such as PT12H");
          }
        });
  }

  Optional<StrictObject> object(String field) {
    Shape inner =
        shape
            .in(field)
            .orElseThrow(() -> new IllegalArgumentException(at(field) + " has no shape"));
    return value(field, (at, element) -> new StrictObject(at, element, inner));
  }

  Optional<List<String>> texts(String field) {
    return value(field, StrictObject::toTexts);
  }

  Optional<Map<String, String>> textMap(String field) {
    return map(field, StrictObject::toText);
  }

  Optional<Map<String, List<String>>> textsMap(String field) {
    return map(field, StrictObject::toTexts);
  }

  /** The path of one of the object's fields. */
  String at(String field) {
    return Shape.at(path, field);
  }

  InvalidInputException missing(String field, String expected) {
    return new InvalidInputException(at(field), "missing", expected);
  }

  /** The field as it is in the document. */
  String raw(String field) {
    return String.valueOf(object.get(field));
  }

  boolean isObject(String field) {
    return has(field) && object.get(field).isJsonObject();
  }

  boolean has(String field) {
    return object.has(known(field));
  }

  /** A field outside the shape could never be present, so asking for one is a mistake. */
  private String known(String field) {
    if (!shape.fields().containsKey(field)) {
      throw new IllegalArgumentException(at(field) + " is not in the shape");
    }
    return field;
  }

  private <T> Optional<T> value(String field, BiFunction<String, JsonElement, T> reader) {
    return Optional.ofNullable(object.get(known(field)))
        .map(element -> reader.apply(at(field), element));
  }

  private <T> Optional<Map<String, T>> map(
      String field, BiFunction<String, JsonElement, T> reader) {
    return value(
        field,
        (at, element) -> {
          if (!element.isJsonObject()) {
            throw new InvalidInputException(at, element.toString(), "an object");
          }
          Map<String, T> map = new LinkedHashMap<>();
          element
              .getAsJsonObject()
              .entrySet()
              .forEach(e -> map.put(e.getKey(), reader.apply(at + "." + e.getKey(), e.getValue())));
          return map;
        });
  }

  private static String toText(String at, JsonElement element) {
    if (!(element instanceof JsonPrimitive primitive) || !primitive.isString()) {
      throw new InvalidInputException(at, element.toString(), "a string");
    }
    return primitive.getAsString();
  }

  private static Integer toWholeNumber(String at, JsonElement element) {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      try {
        // 3.0 is 3 in JSON.
        return primitive.getAsBigDecimal().intValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        // It has a fraction, is out of range, or has more digits than Gson reads, as 1e99999 does.
      }
    }
    throw new InvalidInputException(at, element.toString(), "a whole number");
  }

  private static List<String> toTexts(String at, JsonElement element) {
    if (!element.isJsonArray()) {
      throw new InvalidInputException(at, element.toString(), "a list of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement item : element.getAsJsonArray()) {
      texts.add(toText("%s[%d]".formatted(at, texts.size()), item));
    }
    return texts;
  }
}
