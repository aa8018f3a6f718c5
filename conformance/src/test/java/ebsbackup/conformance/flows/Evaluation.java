package ebsbackup.conformance.flows;

import com.dashjoin.jsonata.JException;
import ebsbackup.local.states.Scope;
import ebsbackup.local.states.Template;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What became of an expression. */
sealed interface Evaluation {
  /** As JSON. */
  record Value(Object json) implements Evaluation {}

  /** It gave nothing, which Step Functions takes for an error. */
  record Undefined() implements Evaluation {}

  /**
   * It could not be evaluated.
   *
   * @param code JSONata's own, such as T2001; something else when the engine broke otherwise
   */
  record Failed(String code) implements Evaluation {}

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
