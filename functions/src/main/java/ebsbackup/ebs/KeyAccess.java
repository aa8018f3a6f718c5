package ebsbackup.ebs;

import java.util.List;

/** Whether another account can use a key, as far as the key's policy shows. */
public sealed interface KeyAccess {

  /** The policy allows everything that a copy or a volume of a shared snapshot needs. */
  record Allowed() implements KeyAccess {}

  /**
   * The policy does not allow it, although a grant on the key might.
   *
   * @param missing the missing actions, for example {@code kms:Decrypt}
   */
  record NotAllowed(List<String> missing) implements KeyAccess {
    public NotAllowed {
      missing = List.copyOf(missing);
    }
  }

  /** The access could not be determined. */
  record Unknown(String reason) implements KeyAccess {}
}
