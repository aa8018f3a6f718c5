package embeddedcloud.states;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A valid state machine definition: every name refers to a state, every state can be reached, some
 * path ends the execution, and every expression parses.
 *
 * @param timeout the longest duration of an execution
 */
public record Definition(
    Optional<String> comment,
    String startAt,
    Optional<Duration> timeout,
    Map<String, State> states) {
  public Definition {
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }

  /**
   * Reads Amazon States Language.
   *
   * @throws BadDefinitionException naming the field and what is expected
   */
  public static Definition parse(String json) {
    return DefinitionReader.read(json);
  }
}
