package embeddedcloud.states;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One JSONata expression, parsed when the definition is loaded. Only this class runs the JSONata
 * library and converts its exceptions into {@code States.QueryEvaluationError}.
 */
final class Expression {
  /** Stops endless expressions. Far above the time that any definition needs. */
  private static final long MAX_MILLIS = 10_000;

  private static final int MAX_DEPTH = 500;

  /** The wording of Step Functions. It ends the sentence here if JSONata has its own message. */
  private static final String THREW = "threw an error during evaluation";

  /** The form of JSONata's error codes. */
  private static final Pattern CODE = Pattern.compile("[A-Z]\\d{4}");

  private final String text;
  private final String location;
  private final String path;
  private final Jsonata compiled;

  private Expression(String text, String location, String path, Jsonata compiled) {
    this.text = text;
    this.location = location;
    this.path = path;
    this.compiled = compiled;
  }

  /**
   * @param text the text between the markers <code>{%</code> and <code>%}</code>
   * @param location the field within its state, for evaluation errors
   * @param path the field within the definition, for {@link BadDefinitionException}
   */
  static Expression parse(String text, String location, String path) {
    try {
      Jsonata compiled = Jsonata.jsonata(text);
      // Distinguishes null, which is a value, from undefined, which is an error.
      compiled.setOutputConvertNulls(false);
      compiled.setValidateInput(false);
      return new Expression(text, location, path, compiled);
    } catch (JException e) {
      throw new BadDefinitionException(path, syntax(text, e.getMessage()));
    } catch (RuntimeException e) {
      // The library's parser also throws index and cast errors on malformed text.
      throw new BadDefinitionException(path, syntax(text, e.toString()));
    }
  }

  private static String syntax(String text, String message) {
    return "not a JSONata expression: " + message + " in {%" + text + "%}";
  }

  String text() {
    return text;
  }

  String path() {
    return path;
  }

  /**
   * The value as plain JSON.
   *
   * @throws StatesError States.QueryEvaluationError if the evaluation fails or the result is not
   *     JSON: undefined, a function or a regular expression
   */
  Object evaluate(Scope scope) {
    Jsonata.Frame frame = compiled.createFrame();
    frame.setRuntimeBounds(MAX_MILLIS, MAX_DEPTH);
    JsonataFunctions.bind(frame, scope);
    scope.variables().forEach((name, value) -> bind(frame, name, value));
    bind(frame, "states", scope.states());
    Object result;
    try {
      result = compiled.evaluate(null, frame);
    } catch (JException e) {
      String code = String.valueOf(e.getError());
      throw failed(
          CODE.matcher(code).matches()
              ? THREW + ". " + code + ": " + e.getMessage()
              : THREW + ": " + code,
          e);
    } catch (RuntimeException e) {
      // In addition to its own exception, the library throws class cast, null pointer and number
      // format exceptions. Each means that the expression could not be evaluated.
      throw failed(THREW + ": " + e, e);
    }
    if (result == null) {
      throw failed("returned nothing (undefined).", null);
    }
    return plain(result);
  }

  private static void bind(Jsonata.Frame frame, String name, Object value) {
    // The library treats a Java null as undefined.
    frame.bind(name, value == null ? Jsonata.NULL_VALUE : value);
  }

  private StatesError failed(String why, Throwable cause) {
    return StatesError.queryEvaluation(
        location,
        "The JSONata expression '"
            + text.strip()
            + "' specified for the field '"
            + location
            + "' "
            + why,
        cause);
  }

  private Object plain(Object value) {
    if (value == null || Jsonata.NULL_VALUE.equals(value)) {
      return null;
    }
    return switch (value) {
      case String s -> s;
      case Boolean b -> b;
      case Number n -> number(n);
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(element -> copy.add(plain(element)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, element) -> copy.put((String) key, plain(element)));
        yield copy;
      }
      default ->
          throw failed("returned an unsupported result type: a function, which is not JSON.", null);
    };
  }

  private Object number(Number number) {
    double value = number.doubleValue();
    if (number instanceof Integer || number instanceof Long) {
      return number.longValue();
    }
    if (!Double.isFinite(value)) {
      throw failed("returned the number " + value + ", which is not JSON.", null);
    }
    long whole = (long) value;
    return whole == value ? (Object) whole : (Object) value;
  }
}
