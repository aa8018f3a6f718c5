package embeddedcloud.kms;

import embeddedcloud.json.Json;
import java.util.List;
import java.util.Map;

/**
 * What a key policy allows another account to do. Conditions are assumed to be true in an Allow
 * statement and false in a Deny statement.
 */
record KeyPolicy(List<?> statements) {
  private static final List<String> FOR_EBS =
      List.of("kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext");

  static KeyPolicy of(String json) {
    Object statements = ((Map<?, ?>) Json.parse(json)).get("Statement");
    return new KeyPolicy(statements == null ? List.of() : list(statements));
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
        .map(statement -> (Map<?, ?>) statement)
        .filter(statement -> effect.equals(statement.get("Effect")))
        .filter(statement -> effect.equals("Allow") || !statement.containsKey("Condition"))
        .filter(statement -> names(statement.get("Principal"), accountId))
        .anyMatch(
            statement -> list(statement.get("Action")).stream().anyMatch(p -> matches(p, action)));
  }

  private static boolean names(Object principal, String accountId) {
    if (principal instanceof Map<?, ?> byType) {
      return byType.containsKey("AWS")
          && list(byType.get("AWS")).stream().anyMatch(id -> names(id, accountId));
    }
    return principal instanceof String name
        && (name.equals("*")
            || name.equals(accountId)
            || name.matches("arn:[^:]+:iam::" + accountId + ":.+"));
  }

  private static boolean matches(Object pattern, String action) {
    return action.matches(("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q"));
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }
}
