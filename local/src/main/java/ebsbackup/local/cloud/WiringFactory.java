package ebsbackup.local.cloud;

import ebsbackup.aws.Wiring;
import java.util.Map;

/** Makes the clients and the clock that a function works with, at each cold start. */
@FunctionalInterface
public interface WiringFactory {
  /**
   * The wiring of a function.
   *
   * @param function its name
   * @param environment its environment variables
   */
  Wiring of(Cloud cloud, String function, Map<String, String> environment);
}
