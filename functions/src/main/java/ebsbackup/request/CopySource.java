package ebsbackup.request;

import ebsbackup.ebs.Place;
import ebsbackup.failure.InvalidInputException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where sets are pulled from.
 *
 * @param account the account that shares them with ours; absent for our own
 * @param region the Region of the sets
 * @param plan the plan that created them
 */
public record CopySource(Optional<String> account, String region, String plan) {
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d{1,2}");

  public CopySource {
    account.ifPresent(id -> AccountId.check("from.account", id));
    if (!REGION.matcher(region).matches()) {
      throw new InvalidInputException(
          "from.region", "\"" + region + "\"", "a Region such as eu-central-1");
    }
    Plan.checkName("from.plan", plan);
  }

  /**
   * Checks the source against the place of the copies, and omits the account if it is our own.
   *
   * @throws InvalidInputException if source and copies would be in the same place
   */
  public CopySource checkedFrom(Place here) {
    boolean own = account.isEmpty() || account.get().equals(here.account());
    if (own && region.equals(here.region())) {
      throw new InvalidInputException(
          "from.region", "\"" + region + "\"", "a Region other than that of the copies");
    }
    return own ? new CopySource(Optional.empty(), region, plan) : this;
  }
}
