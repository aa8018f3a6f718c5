package embeddedcloud.states;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.google.gson.JsonParseException;
import embeddedcloud.json.StrictJson;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions that Step Functions adds to JSONata, and replacements for those of JSONata that
 * would read the machine's clock or source of randomness: these read the virtual ones. An
 * expression that calls an unknown function is refused when its definition is loaded.
 */
final class JsonataFunctions {
  /** The functions that the definitions use, and two that show that a run is repeatable. */
  private static final Set<String> ADDED = Set.of("random", "uuid", "parse");

  /** AWS has no {@code $eval}; {@code $shuffle} would read the machine's source of randomness. */
  private static final Set<String> REMOVED = Set.of("eval", "shuffle");

  // Those that read nothing of the execution exist once, because each has a signature to parse.
  private static final JFunction PARSE = function((in, args) -> parse(args));
  private static final JFunction COUNT = function((in, args) -> count(args));
  private static final JFunction STRING = new JFunction((in, args) -> text(args), "<x-b?:s>");
  private static final JFunction SUBSTRING =
      new JFunction((in, args) -> substring(args), "<s-nn?:s>");

  /** An escaped separator, after an even number of backslashes. */
  private static final Pattern SEPARATOR =
      Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u202([89])");

  private JsonataFunctions() {}

  /** Whether an expression may use this name without defining it. */
  static boolean isKnown(String name) {
    return !REMOVED.contains(name)
        && (ADDED.contains(name) || Jsonata.jsonata("$" + name).evaluate(null) != null);
  }

  static void bind(Jsonata.Frame frame, Scope scope) {
    frame.bind("parse", PARSE);
    frame.bind("random", function((in, args) -> random(args, scope)));
    frame.bind("uuid", function((in, args) -> uuid(args, scope)));
    frame.bind("millis", function((in, args) -> scope.now().toEpochMilli()));
    frame.bind("now", function((in, args) -> now(args, scope)));
    // Three functions that the library implements differently from the reference implementation.
    frame.bind("count", COUNT);
    frame.bind("string", STRING);
    frame.bind("substring", SUBSTRING);
  }

  private static JFunction function(JFunctionCallable callable) {
    return new JFunction(callable, null);
  }

  private static Object parse(List<?> args) {
    arguments("parse", args, 1, 1);
    String text = string("parse", args.getFirst());
    try {
      Object value = StrictJson.parse(text);
      return value == null ? Jsonata.NULL_VALUE : value;
    } catch (JsonParseException e) {
      throw new JException(e, "$parse: not JSON: " + e.getMessage(), 0, null, null);
    }
  }

  private static Double random(List<?> args, Scope scope) {
    arguments("random", args, 0, 1);
    return args.isEmpty()
        ? scope.random().nextDouble()
        : new Random(whole("random", args.getFirst())).nextDouble();
  }

  private static String uuid(List<?> args, Scope scope) {
    arguments("uuid", args, 0, 0);
    return randomUuid(scope.random()).toString();
  }

  /** A version 4 UUID from a repeatable source, unlike UUID.randomUUID. */
  static UUID randomUuid(java.util.random.RandomGenerator random) {
    long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x0000000000004000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static String now(List<?> args, Scope scope) {
    arguments("now", args, 0, 2);
    return Functions.dateTimeFromMillis(
        scope.now().toEpochMilli(),
        args.isEmpty() ? null : string("now", args.get(0)),
        args.size() < 2 ? null : string("now", args.get(1)));
  }

  /** The library does not count null, although it is a value. */
  private static int count(List<?> args) {
    arguments("count", args, 1, 1);
    return switch (args.getFirst()) {
      case null -> 0;
      case List<?> list -> list.size();
      default -> 1;
    };
  }

  /** The library escapes the line and paragraph separators, which JSON does not require. */
  private static String text(List<?> args) {
    Object value = args.getFirst();
    boolean prettify = args.size() > 1 && Boolean.TRUE.equals(args.get(1));
    String text = Functions.string(value, prettify);
    return text == null || value instanceof String
        ? text
        : SEPARATOR
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(found.group(1))
                        + (found.group(2).equals("8") ? '\u2028' : '\u2029'));
  }

  /**
   * The library fails on characters outside the Basic Multilingual Plane, and rounds the end down.
   */
  private static String substring(List<?> args) {
    if (args.getFirst() == null) {
      return null;
    }
    String text = string("substring", args.getFirst());
    int size = text.codePointCount(0, text.length());
    double start = ((Number) args.get(1)).doubleValue();
    double from = start >= 0 ? start : Math.max(0, size + start);
    double to = args.get(2) instanceof Number length ? from + length.doubleValue() : size;
    int first = (int) Math.min(size, from);
    int last = (int) Math.min(size, to);
    return first >= last
        ? ""
        : text.substring(text.offsetByCodePoints(0, first), text.offsetByCodePoints(0, last));
  }

  private static void arguments(String function, List<?> args, int least, int most) {
    if (args.size() < least || args.size() > most) {
      String expected = least == most ? "" + least : least + " to " + most;
      throw new JException(
          "$" + function + " takes " + expected + " arguments, not " + args.size(), 0);
    }
  }

  private static String string(String function, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(function, value, "a string");
  }

  private static long whole(String function, Object value) {
    if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
      return number.longValue();
    }
    throw wrongType(function, value, "an integer");
  }

  private static JException wrongType(String function, Object value, String expected) {
    String shown = value == null ? "undefined" : String.valueOf(value);
    return new JException("$" + function + ": expected " + expected + ", not " + shown, 0);
  }
}
