package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The other accounts that the good sets of a plan are shared with, and for how long.
 *
 * @param accounts ids of AWS accounts; if empty, what earlier runs have shared is withdrawn
 * @param time how long a set stays shared, counted from its start time
 */
public record Share(List<String> accounts, Span time) {
  /**
   * The most account ids of 12 digits, separated by spaces, that fit into a tag of 256 characters.
   */
  public static final int MAX_ACCOUNTS = 19;

  public Share {
    if (accounts.size() > MAX_ACCOUNTS) {
      throw new InvalidInputException(
          "share.accounts", accounts.size() + " accounts", "at most " + MAX_ACCOUNTS + " accounts");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < accounts.size(); i++) {
      String account = accounts.get(i);
      AccountId.check(at(i), account);
      if (!seen.add(account)) {
        throw new InvalidInputException(at(i), account, "each account once");
      }
    }
    accounts = List.copyOf(accounts);
  }

  /**
   * Checks the accounts against the deployed stack.
   *
   * @param own the account that owns the snapshots
   * @param allowed the accounts that the stack's role may share with
   * @throws InvalidInputException if an account is our own or is not allowed; it names the first
   *     one
   */
  public void checkAllowedBy(String own, List<String> allowed) {
    for (int i = 0; i < accounts.size(); i++) {
      String account = accounts.get(i);
      if (account.equals(own)) {
        throw new InvalidInputException(
            at(i), account, "an account other than the one that owns the snapshots");
      }
      if (!allowed.contains(account)) {
        throw new InvalidInputException(
            at(i), account, "an account that the stack's parameter ShareAccounts names");
      }
    }
  }

  private static String at(int i) {
    return "share.accounts[%d]".formatted(i);
  }
}
