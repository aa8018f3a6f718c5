package ebsbackup.ebs;

/**
 * The result of EC2's status checks of an instance.
 *
 * @param system the status of the host: {@code ok}, {@code initializing}, {@code impaired}, …
 * @param instance the status of the instance itself, with the same values
 */
public record InstanceStatus(String system, String instance) {
  public boolean ok() {
    return system.equals("ok") && instance.equals("ok");
  }

  public boolean impaired() {
    return system.equals("impaired") || instance.equals("impaired");
  }
}
