package ebsbackup.local.states;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.google.gson.JsonParseException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata itself that would read
 * the machine's clock or dice: here they read the virtual ones. {@code $eval} is taken away, as on
 * AWS.
 */
final class JsonataFunctions {
  /** Names that exist in expressions beyond the library's own. */
  private static final Set<String> ADDED =
      Set.of("partition", "range", "hash", "random", "uuid", "parse");

  private static final Set<String> DIGESTS =
      Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

  /** JSONata's own bound for its range operator (error D2014). */
  private static final long MAX_RANGE = 10_000_000;

  private JsonataFunctions() {}

  /** Whether an expression may call or name this without defining it. */
  static boolean isKnown(String name) {
    return !name.equals("eval")
        && (ADDED.contains(name) || Jsonata.jsonata("$" + name).evaluate(null) != null);
  }

  static void bind(Jsonata.Frame frame, Scope scope) {
    frame.bind("eval", (Object) null);
    bind(frame, "partition", (in, args) -> partition(args));
    bind(frame, "range", (in, args) -> range(args));
    bind(frame, "hash", (in, args) -> hash(args));
    bind(frame, "parse", (in, args) -> parse(args));
    bind(frame, "random", (in, args) -> random(args, scope));
    bind(frame, "uuid", (in, args) -> uuid(args, scope));
    bind(frame, "shuffle", (in, args) -> shuffle(args, scope));
    bind(frame, "millis", (in, args) -> scope.now().toEpochMilli());
    bind(frame, "now", (in, args) -> now(args, scope));
    // Two that the library has, but not as the reference implementation.
    bind(frame, "count", (in, args) -> count(args));
    frame.bind("substring", new JFunction((in, args) -> substring(args), "<s-nn?:s>"));
  }

  private static void bind(Jsonata.Frame frame, String name, JFunctionCallable function) {
    frame.bind(name, new JFunction(function, null));
  }

  private static List<List<Object>> partition(List<?> args) {
    arguments("partition", args, 2, 2);
    List<?> array = array("partition", args.get(0));
    long size = whole("partition", args.get(1));
    if (size < 1) {
      throw new JException("$partition: the chunk size must be at least 1, not " + size, 0);
    }
    List<List<Object>> chunks = new ArrayList<>();
    for (long from = 0; from < array.size(); from += size) {
      chunks.add(
          new ArrayList<>(array.subList((int) from, (int) Math.min(from + size, array.size()))));
    }
    return chunks;
  }

  private static List<Long> range(List<?> args) {
    arguments("range", args, 2, 3);
    long from = whole("range", args.get(0));
    long to = whole("range", args.get(1));
    long step = args.size() == 3 ? whole("range", args.get(2)) : 1;
    if (step == 0) {
      throw new JException("$range: the step must not be 0", 0);
    }
    if ((to - from) / step >= MAX_RANGE) {
      throw new JException("$range: more than " + MAX_RANGE + " values", 0);
    }
    List<Long> values = new ArrayList<>();
    for (long value = from; step > 0 ? value <= to : value >= to; value += step) {
      values.add(value);
    }
    return values;
  }

  private static String hash(List<?> args) {
    arguments("hash", args, 2, 2);
    String text = string("hash", args.get(0));
    String algorithm = string("hash", args.get(1));
    if (!DIGESTS.contains(algorithm)) {
      throw new JException("$hash: unknown algorithm " + algorithm + ", not one of " + DIGESTS, 0);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
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

  /** A version 4 UUID from a repeatable source, which UUID.randomUUID is not. */
  static UUID randomUuid(java.util.random.RandomGenerator random) {
    long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x0000000000004000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static List<Object> shuffle(List<?> args, Scope scope) {
    arguments("shuffle", args, 1, 1);
    List<Object> shuffled = new ArrayList<>(array("shuffle", args.getFirst()));
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, scope.random().nextInt(i + 1));
    }
    return shuffled;
  }

  private static String now(List<?> args, Scope scope) {
    arguments("now", args, 0, 2);
    return Functions.dateTimeFromMillis(
        scope.now().toEpochMilli(),
        args.isEmpty() ? null : string("now", args.get(0)),
        args.size() < 2 ? null : string("now", args.get(1)));
  }

  /** The library counts null as nothing; it is one value. */
  private static int count(List<?> args) {
    arguments("count", args, 1, 1);
    return switch (args.getFirst()) {
      case null -> 0;
      case List<?> list -> list.size();
      default -> 1;
    };
  }

  /** The library fails past a character outside the basic plane, and rounds its end down. */
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

  private static List<?> array(String function, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrongType(function, value, "an array");
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
