package ebsbackup.ebs;

import java.util.List;

/** Whether another account can use a key, as far as the key's policy shows. */
public sealed interface KeyAccess {

  /** The policy allows all that a copy or a volume of a shared snapshot needs. */
  record Allowed() implements KeyAccess {}

  /**
   * The policy does not allow it. A grant on the key could.
   *
   * @param missing actions such as {@code kms:Decrypt}
   */
  record NotAllowed(List<String> missing) implements KeyAccess {
    public NotAllowed {
      missing = List.copyOf(missing);
    }
  }

  /** This could not be found out. */
  record Unknown(String reason) implements KeyAccess {}
}
