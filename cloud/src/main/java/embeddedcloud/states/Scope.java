package embeddedcloud.states;

import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything an expression can read: {@code $states}, the execution's variables, the virtual time,
 * and the single source of randomness that makes a run repeatable.
 */
public record Scope(
    Map<String, Object> states,
    Map<String, Object> variables,
    Instant now,
    RandomGenerator random) {}
