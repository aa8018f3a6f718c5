package ebsbackup.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ebsbackup.ebs.KeyPolicy;
import ebsbackup.ebs.KeyPolicy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the policy of a key in the form that AWS KMS returns. Like IAM, it accepts a single value
 * in place of a list.
 */
final class KeyPolicyJson {
  private static final String GRANT_IS_FOR_AWS = "kms:GrantIsForAWSResource";

  private KeyPolicyJson() {}

  static KeyPolicy read(JsonElement element) {
    return new KeyPolicy(
        items(element.getAsJsonObject().get("Statement")).map(KeyPolicyJson::statement).toList());
  }

  private static Statement statement(JsonElement element) {
    JsonObject in = element.getAsJsonObject();
    return new Statement(
        in.has("Effect") && in.get("Effect").getAsString().equals("Allow"),
        in.has("NotPrincipal") ? List.of("*") : principals(in.get("Principal")),
        in.has("NotAction")
            ? List.of("*")
            : items(in.get("Action")).map(JsonElement::getAsString).toList(),
        dependsOn(in));
  }

  private static List<String> principals(JsonElement principal) {
    if (principal == null || principal.isJsonPrimitive()) {
      return items(principal).map(JsonElement::getAsString).toList();
    }
    return items(principal.getAsJsonObject().get("AWS")).map(JsonElement::getAsString).toList();
  }

  private static Optional<String> dependsOn(JsonObject in) {
    List<String> reasons = new ArrayList<>();
    Stream.of("NotPrincipal", "NotAction").filter(in::has).forEach(reasons::add);
    if (in.has("Condition")) {
      in.get("Condition").getAsJsonObject().entrySet().stream()
          .flatMap(operator -> operator.getValue().getAsJsonObject().entrySet().stream())
          // This condition holds for every grant that EC2 creates for an AWS resource.
          .filter(key -> !isTrueFor(key.getKey(), key.getValue()))
          .map(key -> "the condition " + key.getKey())
          .forEach(reasons::add);
    }
    return reasons.stream().findFirst();
  }

  private static boolean isTrueFor(String key, JsonElement value) {
    return key.equalsIgnoreCase(GRANT_IS_FOR_AWS)
        && items(value).allMatch(v -> v.getAsString().equals("true"));
  }

  private static Stream<JsonElement> items(JsonElement element) {
    if (element == null || element.isJsonNull()) {
      return Stream.empty();
    }
    return element.isJsonArray() ? element.getAsJsonArray().asList().stream() : Stream.of(element);
  }
}
