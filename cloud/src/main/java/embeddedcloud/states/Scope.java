package embeddedcloud.states;

import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * All that an expression can see: {@code $states}, the execution's variables, the virtual time and
 * the one source of randomness that makes a run repeatable.
 */
public record Scope(
    Map<String, Object> states,
    Map<String, Object> variables,
    Instant now,
    RandomGenerator random) {}
