package embeddedcloud.kms;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a key policy allows another account to do. Conditions are assumed to be true in an Allow
 * statement and false in a Deny statement.
 */
public final class KeyPolicy {
  private static final List<String> FOR_EBS =
      List.of("kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext");

  private final List<Map<?, ?>> statements;

  private KeyPolicy(List<Map<?, ?>> statements) {
    this.statements = statements;
  }

  /**
   * Reads a policy.
   *
   * @throws com.google.gson.JsonParseException if the text is not JSON
   * @throws IllegalArgumentException when KMS would refuse the policy, or it has an element that is
   *     not emulated; the message names the element
   */
  public static KeyPolicy of(String json) {
    if (!(Json.parse(json) instanceof Map<?, ?> policy)) {
      throw new IllegalArgumentException("expected an object, but was " + json);
    }
    List<Map<?, ?>> statements = new ArrayList<>();
    Object given = policy.containsKey("Statement") ? policy.get("Statement") : List.of();
    for (Object one : given instanceof List<?> list ? list : Collections.singletonList(given)) {
      String place = "Statement[" + statements.size() + "]";
      if (!(one instanceof Map<?, ?> statement)) {
        throw wrong(place, "an object", one);
      }
      check(statement, place);
      statements.add(statement);
    }
    return new KeyPolicy(statements);
  }

  private static void check(Map<?, ?> statement, String place) {
    if (!Set.of("Allow", "Deny").contains(String.valueOf(statement.get("Effect")))) {
      throw wrong(place + ".Effect", "Allow or Deny", statement.get("Effect"));
    }
    String who = oneOf(statement, "Principal", "NotPrincipal", place);
    if (statement.get(who) instanceof Map<?, ?> byType) {
      byType.forEach((type, ids) -> checkTexts(ids, place + "." + who + "." + type));
    } else if (!"*".equals(statement.get(who))) {
      throw wrong(place + "." + who, "an object or \"*\"", statement.get(who));
    }
    String what = oneOf(statement, "Action", "NotAction", place);
    checkTexts(statement.get(what), place + "." + what);
    if (statement.containsKey("NotResource")) {
      throw wrong(
          place + ".NotResource",
          "no such element, because the policy of a key is about this key only",
          statement.get("NotResource"));
    }
  }

  private static String oneOf(Map<?, ?> statement, String is, String isNot, String place) {
    if (statement.containsKey(is) == statement.containsKey(isNot)) {
      throw wrong(place, "either " + is + " or " + isNot, statement);
    }
    return statement.containsKey(is) ? is : isNot;
  }

  private static void checkTexts(Object value, String place) {
    List<?> texts = value instanceof List<?> list ? list : null;
    if (!(value instanceof String)
        && (texts == null || !texts.stream().allMatch(String.class::isInstance))) {
      throw wrong(place, "a string or a list of strings", value);
    }
  }

  private static IllegalArgumentException wrong(String place, String expected, Object actual) {
    return new IllegalArgumentException(
        "%s: expected %s, but was %s".formatted(place, expected, Json.print(actual)));
  }

  /** What the account may do, if its own policies allow it. */
  KeyAccess accessOf(String accountId) {
    if (!FOR_EBS.stream().allMatch(action -> allows(accountId, action))) {
      return KeyAccess.NONE;
    }
    return allows(accountId, "kms:DescribeKey") ? KeyAccess.FULL : KeyAccess.NO_DESCRIBE;
  }

  private boolean allows(String accountId, String action) {
    return applies("Allow", accountId, action) && !applies("Deny", accountId, action);
  }

  private boolean applies(String effect, String accountId, String action) {
    return statements.stream()
        .filter(statement -> effect.equals(statement.get("Effect")))
        .filter(statement -> effect.equals("Allow") || !statement.containsKey("Condition"))
        .filter(
            statement ->
                statement.containsKey("Principal")
                    ? names(statement.get("Principal"), accountId)
                    : !names(statement.get("NotPrincipal"), accountId))
        .anyMatch(
            statement ->
                statement.containsKey("Action")
                    ? matches(statement.get("Action"), action)
                    : !matches(statement.get("NotAction"), action));
  }

  private static boolean names(Object principal, String accountId) {
    if (principal instanceof Map<?, ?> byType) {
      return byType.containsKey("AWS")
          && list(byType.get("AWS")).stream().anyMatch(id -> isOf(id.toString(), accountId));
    }
    return true;
  }

  private static boolean isOf(String principal, String accountId) {
    return principal.equals("*")
        || principal.equals(accountId)
        || principal.matches("arn:[^:]+:iam::" + accountId + ":.+");
  }

  private static boolean matches(Object patterns, String action) {
    return list(patterns).stream()
        .anyMatch(pattern -> action.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q")));
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }
}
