package embeddedcloud.states;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables of one execution, within the size limits of Step Functions. */
final class Variables {
  /** The largest size of one variable, and of one Assign: 256 KiB. */
  static final int MAX_ONE = 256 * 1024;

  /** The largest total size of an execution's variables: 10 MiB. */
  static final int MAX_ALL = 10 * 1024 * 1024;

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();

  Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * Assigns either all new values or none.
   *
   * @throws StatesError States.DataLimitExceeded if a size limit is exceeded
   */
  void assign(Map<String, Payload> assigned) {
    Map<String, Integer> after = new HashMap<>(sizes);
    long together = 0;
    for (Map.Entry<String, Payload> variable : assigned.entrySet()) {
      int bytes = variable.getValue().bytes();
      together += bytes;
      if (bytes > MAX_ONE) {
        throw limit("The variable '" + variable.getKey() + "' has " + bytes, MAX_ONE);
      }
      after.put(variable.getKey(), bytes);
    }
    if (together > MAX_ONE) {
      throw limit("The variables of one Assign have " + together, MAX_ONE);
    }
    long all = after.values().stream().mapToLong(Integer::longValue).sum();
    if (all > MAX_ALL) {
      throw limit("The variables of the execution have " + all, MAX_ALL);
    }
    sizes.putAll(after);
    assigned.forEach((name, value) -> values.put(name, value.value()));
  }

  private static StatesError limit(String who, int most) {
    return StatesError.named(
        StatesError.DATA_LIMIT_EXCEEDED,
        who + " bytes, more than the limit of " + most + " bytes.");
  }
}
