package ebsbackup.ebs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The parts of a KMS key policy that decide whether another account can use the key. */
public record KeyPolicy(List<Statement> statements) {
  /**
   * The actions that an account needs to copy a shared snapshot or to create a volume from it.
   * https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html
   */
  static final List<String> NEEDED =
      List.of(
          "kms:DescribeKey",
          "kms:CreateGrant",
          "kms:Decrypt",
          "kms:ReEncryptFrom",
          "kms:GenerateDataKeyWithoutPlaintext");

  private static final String ANYONE = "*";

  public KeyPolicy {
    statements = List.copyOf(statements);
  }

  /**
   * One statement.
   *
   * @param allows whether its effect is Allow; otherwise it is Deny
   * @param principals account ids, ARNs, or {@code *}
   * @param actions for example {@code kms:ReEncrypt*}
   * @param dependsOn what else decides whether it applies, for example a condition
   */
  public record Statement(
      boolean allows, List<String> principals, List<String> actions, Optional<String> dependsOn) {
    public Statement {
      principals = List.copyOf(principals);
      actions = List.copyOf(actions);
    }

    private boolean hasAction(String action) {
      return actions.stream().anyMatch(pattern -> matches(pattern, action));
    }

    private static boolean matches(String pattern, String action) {
      String regex =
          Pattern.quote(pattern.toLowerCase(Locale.ROOT))
              .replace("*", "\\E.*\\Q")
              .replace("?", "\\E.\\Q");
      return action.toLowerCase(Locale.ROOT).matches(regex);
    }

    /** Whether the statement names the account as a whole. */
    private boolean namesAll(String account) {
      return principals.stream()
          .anyMatch(
              principal ->
                  principal.equals(ANYONE)
                      || principal.equals(account)
                      || (isOf(principal, account) && principal.endsWith(":root")));
    }

    /** Whether the statement names the account, or a role or user of it. */
    private boolean names(String account) {
      return namesAll(account) || principals.stream().anyMatch(p -> isOf(p, account));
    }

    private static boolean isOf(String principal, String account) {
      String[] parts = principal.split(":", -1);
      return parts.length > 4 && parts[4].equals(account);
    }
  }

  /** What the policy says about an account that does not own the key. */
  public KeyAccess accessOf(String account) {
    List<String> missing = new ArrayList<>();
    Optional<String> doubt = Optional.empty();
    for (String action : NEEDED) {
      boolean allowed =
          find(true, action, s -> s.dependsOn.isEmpty() && s.names(account)).isPresent();
      boolean denied =
          find(false, action, s -> s.dependsOn.isEmpty() && s.namesAll(account)).isPresent();
      // The remaining case is a statement that applies only in some cases, to the whole account or
      // to part of it.
      Optional<String> open =
          find(!allowed, action, s -> s.names(account))
              .map(s -> s.dependsOn.orElse("the role or user that asks"));
      if (denied || (!allowed && open.isEmpty())) {
        missing.add(action);
      }
      doubt = doubt.or(() -> open);
    }
    if (!missing.isEmpty()) {
      return new KeyAccess.NotAllowed(missing);
    }
    return doubt
        .<KeyAccess>map(on -> new KeyAccess.Unknown("the policy depends on " + on))
        .orElseGet(KeyAccess.Allowed::new);
  }

  private Optional<Statement> find(boolean allows, String action, Predicate<Statement> applies) {
    return statements.stream()
        .filter(s -> s.allows == allows && s.hasAction(action))
        .filter(applies)
        .findFirst();
  }
}
