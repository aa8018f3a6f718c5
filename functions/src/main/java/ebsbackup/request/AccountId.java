package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.regex.Pattern;

/** The form of an AWS account id. */
final class AccountId {
  private static final Pattern FORM = Pattern.compile("\\d{12}");

  private AccountId() {}

  /**
   * Checks the form of an id.
   *
   * @throws InvalidInputException if it is not 12 digits
   */
  static void check(String field, String id) {
    if (!FORM.matcher(id).matches()) {
      throw new InvalidInputException(field, "\"" + id + "\"", "an account id of 12 digits");
    }
  }
}
