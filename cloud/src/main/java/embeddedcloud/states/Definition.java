package embeddedcloud.states;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A state machine's definition, checked: every name leads to a state, every state can be reached,
 * some way ends, and every expression parses.
 *
 * @param timeout how long an execution may take
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
   * @throws BadDefinitionException naming the field and what is expected there
   */
  public static Definition parse(String json) {
    return DefinitionReader.read(json);
  }
}
