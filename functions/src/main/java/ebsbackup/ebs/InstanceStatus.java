package ebsbackup.ebs;

import java.util.Optional;

/**
 * The result of EC2's status checks of an instance.
 *
 * @param system the status of the host: {@code ok}, {@code initializing}, {@code impaired}, …
 * @param instance the status of the instance itself, with the same values
 * @param attachedEbs whether the attached volumes complete I/O, with the same values; absent for
 *     instance types without this check
 */
public record InstanceStatus(String system, String instance, Optional<String> attachedEbs) {
  public boolean ok() {
    return system.equals("ok")
        && instance.equals("ok")
        && attachedEbs.filter(status -> !status.equals("ok")).isEmpty();
  }

  public boolean impaired() {
    return system.equals("impaired")
        || instance.equals("impaired")
        || attachedEbs.filter("impaired"::equals).isPresent();
  }
}
