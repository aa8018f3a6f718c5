package ebsbackup.workflow;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A policy, evaluated as IAM does: an explicit denial wins, and what no statement allows is denied.
 *
 * @param statements as in the document
 */
record PolicyDocument(List<?> statements) {

  /** The document at {@code PolicyDocument}, {@code KeyPolicy} or the like. */
  static PolicyDocument of(Object document) {
    return new PolicyDocument(DeployedStack.list(DeployedStack.at(document, "Statement")));
  }

  /**
   * A request to AWS.
   *
   * @param principal a service such as {@code events.amazonaws.com} or an ARN
   * @param context the condition keys that AWS sends with it; a list where a key has several values
   */
  record Request(String principal, String action, String resource, Map<String, Object> context) {}

  boolean allows(Request request) {
    return grants(request) && !denies(request);
  }

  /** Whether a statement allows it, denied or not. */
  boolean grants(Request request) {
    return matches("Allow", request);
  }

  boolean denies(Request request) {
    return matches("Deny", request);
  }

  /** Whether a role with this trust policy can be assumed: its statements name no resource. */
  boolean assumedBy(Request request) {
    return statements.stream()
        .map(statement -> (Map<?, ?>) statement)
        .anyMatch(
            statement ->
                statement.get("Effect").equals("Allow")
                    && isFrom(statement.get("Principal"), request.principal())
                    && matchesAny(statement.get("Action"), request.action())
                    && holds(statement.get("Condition"), request.context()));
  }

  private boolean matches(String effect, Request request) {
    return statements.stream()
        .map(statement -> (Map<?, ?>) statement)
        .anyMatch(
            statement ->
                statement.get("Effect").equals(effect)
                    && isFrom(statement.get("Principal"), request.principal())
                    && matchesAny(statement.get("Action"), request.action())
                    && matchesAny(statement.get("Resource"), request.resource())
                    && holds(statement.get("Condition"), request.context()));
  }

  /** Policies of roles name no principal. */
  private static boolean isFrom(Object principal, String asked) {
    return switch (principal) {
      case null -> true;
      case Map<?, ?> map ->
          map.values().stream()
              .flatMap(value -> DeployedStack.list(value).stream())
              .anyMatch(asked::equals);
      default -> principal.equals("*");
    };
  }

  /** Patterns with {@code *} for any text, as in actions, ARNs and {@code StringLike}. */
  static boolean matchesAny(Object patterns, String text) {
    return DeployedStack.list(patterns).stream()
        .map(pattern -> Pattern.quote(pattern.toString()).replace("*", "\\E.*\\Q"))
        .anyMatch(pattern -> Pattern.matches(pattern, text));
  }

  private static boolean holds(Object condition, Map<String, Object> context) {
    return !(condition instanceof Map<?, ?> operators)
        || operators.entrySet().stream()
            .allMatch(
                operator ->
                    ((Map<?, ?>) operator.getValue())
                        .entrySet().stream()
                            .allMatch(
                                key ->
                                    holds(
                                        (String) operator.getKey(),
                                        context.get((String) key.getKey()),
                                        key.getValue())));
  }

  private static boolean holds(String operator, Object actual, Object expected) {
    List<?> values = actual == null ? List.of() : DeployedStack.list(actual);
    return switch (operator) {
      case "Null" -> values.isEmpty() == expected.toString().equals("true");
      case "StringEquals", "ArnEquals", "Bool" ->
          !values.isEmpty()
              && DeployedStack.list(expected).stream()
                  .anyMatch(value -> value.toString().equals(values.getFirst().toString()));
      case "ArnLike", "StringLike" ->
          !values.isEmpty() && matchesAny(expected, values.getFirst().toString());
      case "ForAllValues:StringEquals" ->
          values.stream().allMatch(value -> DeployedStack.list(expected).contains(value));
      case "ForAllValues:StringNotLike" ->
          values.stream().noneMatch(value -> matchesAny(expected, value.toString()));
      default -> throw new AssertionError("this test does not know the operator " + operator);
    };
  }
}
