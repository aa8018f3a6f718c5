package ebsbackup.ebs;

/**
 * What EC2's status checks say of an instance.
 *
 * @param system of the host: {@code ok}, {@code initializing}, {@code impaired}, …
 * @param instance of the instance itself, likewise
 */
public record InstanceStatus(String system, String instance) {
  public boolean ok() {
    return system.equals("ok") && instance.equals("ok");
  }

  public boolean impaired() {
    return system.equals("impaired") || instance.equals("impaired");
  }
}
