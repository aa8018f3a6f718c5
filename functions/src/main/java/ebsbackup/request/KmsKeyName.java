package ebsbackup.request;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of a key name that AWS KMS and EC2 accept. */
public final class KmsKeyName {
  static final String FORMS =
      "a key id, alias/NAME, or the ARN of a key or an alias, in the form that AWS KMS accepts";

  private static final String ID =
      "(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})";
  private static final String ALIAS = "alias/[a-zA-Z0-9/_-]{1,250}";
  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:kms:(?<region>[a-z0-9-]+):\\d{12}:(?:(?<key>key/"
              + ID
              + ")|"
              + ALIAS
              + ")");
  private static final Pattern SHORT = Pattern.compile(ID + "|" + ALIAS);

  private KmsKeyName() {}

  static boolean isValid(String name) {
    return SHORT.matcher(name).matches() || ARN.matcher(name).matches();
  }

  /** The Region that an ARN names; empty for the short forms, which mean the caller's Region. */
  public static Optional<String> region(String name) {
    Matcher arn = ARN.matcher(name);
    return arn.matches() ? Optional.of(arn.group("region")) : Optional.empty();
  }

  /** Whether this is the form in which EC2 reports the key of a volume. */
  public static boolean isKeyArn(String name) {
    Matcher arn = ARN.matcher(name);
    return arn.matches() && arn.group("key") != null;
  }
}
