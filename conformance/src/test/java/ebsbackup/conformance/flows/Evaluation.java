package ebsbackup.conformance.flows;

import com.dashjoin.jsonata.JException;
import embeddedcloud.states.Scope;
import embeddedcloud.states.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What became of an expression. */
sealed interface Evaluation {
  /** As JSON, in which 3 and 3.0 are one number. */
  record Value(Object json) implements Evaluation {
    public Value {
      json = canonical(json);
    }

    private static Object canonical(Object value) {
      return switch (value) {
        case Number number -> number.doubleValue();
        case List<?> list -> {
          List<Object> copy = new ArrayList<>();
          list.forEach(element -> copy.add(canonical(element)));
          yield copy;
        }
        case Map<?, ?> map -> {
          Map<Object, Object> copy = new LinkedHashMap<>();
          map.forEach((name, member) -> copy.put(name, canonical(member)));
          yield copy;
        }
        case null -> null;
        default -> value;
      };
    }
  }

  /** It gave nothing, which Step Functions takes for an error. */
  record Undefined() implements Evaluation {}

  /**
   * It could not be evaluated.
   *
   * @param code JSONata's own, such as T2001; something else when the engine broke otherwise
   */
  record Failed(String code) implements Evaluation {
    /** A function that Step Functions adds, or a bug in the engine, has words of its own. */
    boolean isJsonatas() {
      return code.matches("[A-Z]\\d{4}");
    }
  }

  /** Whether the two are the same to Step Functions: the same value, or nothing, or no value. */
  default boolean agreesWith(Evaluation other) {
    return equals(other)
        || (this instanceof Failed mine
            && other instanceof Failed theirs
            && !(mine.isJsonatas() && theirs.isJsonatas()));
  }

  /** On the engine of the embedded cloud, with all that it binds. */
  static Evaluation ours(
      String expression, Map<String, Object> states, Map<String, Object> variables) {
    Template template = Template.read(expression, "Output", "Output");
    Scope scope = new Scope(states, variables, Instant.EPOCH, new SplittableRandom(1));
    try {
      return new Value(template.evaluate(scope));
    } catch (RuntimeException e) {
      if (e.getCause() instanceof JException thrown) {
        return new Failed(String.valueOf(thrown.getError()));
      }
      return e.getCause() == null
          ? new Undefined()
          : new Failed(e.getCause().getClass().getSimpleName());
    }
  }

  /** On the reference implementation. */
  static Evaluation reference(
      Conversation jsonata,
      String expression,
      Map<String, Object> states,
      Map<String, Object> variables) {
    Map<String, Object> bound = new LinkedHashMap<>(variables);
    bound.put("states", states);
    Map<?, ?> answer =
        jsonata.ask(
            Map.of(
                "expression",
                expression.substring(2, expression.length() - 2),
                "variables",
                bound));
    if (answer.containsKey("value")) {
      return new Value(answer.get("value"));
    }
    return answer.containsKey("undefined")
        ? new Undefined()
        : new Failed((String) answer.get("error"));
  }
}
