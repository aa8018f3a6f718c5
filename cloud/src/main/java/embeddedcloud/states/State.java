package embeddedcloud.states;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One state of a definition, of a type that the product's workflows use. */
public sealed interface State {
  String name();

  /** The {@code Comment} of this state. */
  Optional<String> comment();

  /** All exits of this state; empty if it always ends the execution. */
  List<Exit> exits();

  /** The {@code Type}, which is also the prefix of AWS's event names. */
  default String type() {
    return getClass().getSimpleName();
  }

  /**
   * An exit of a state: its output, its assignments and the next state.
   *
   * @param output empty: the state's default output
   * @param next empty: the execution ends
   */
  record Exit(Optional<Template> output, Map<String, Template> assign, Optional<String> next) {
    public Exit {
      assign = Collections.unmodifiableMap(new LinkedHashMap<>(assign));
    }
  }

  /**
   * Makes a call.
   *
   * @param resource the ARN that names the integration
   * @param timeoutSeconds whole seconds, 1 to 99,999,999
   */
  record Task(
      String name,
      Optional<String> comment,
      String resource,
      Integration integration,
      Template arguments,
      Optional<Template> timeoutSeconds,
      List<Retrier> retriers,
      List<Catcher> catchers,
      Exit exit)
      implements State {
    public Task {
      retriers = List.copyOf(retriers);
      catchers = List.copyOf(catchers);
    }

    @Override
    public List<Exit> exits() {
      return Stream.concat(Stream.of(exit), catchers.stream().map(Catcher::exit)).toList();
    }
  }

  /**
   * Takes the exit of the first rule whose condition is true, or else the default.
   *
   * @param otherwise the {@code Default} exit; without it, no match is an error
   */
  record Choice(String name, Optional<String> comment, List<Rule> rules, Optional<Exit> otherwise)
      implements State {
    public Choice {
      rules = List.copyOf(rules);
    }

    @Override
    public List<Exit> exits() {
      List<Exit> exits = new ArrayList<>(rules.stream().map(Rule::exit).toList());
      otherwise.ifPresent(exits::add);
      return exits;
    }
  }

  /**
   * One rule of a Choice state.
   *
   * @param condition returns a boolean
   */
  record Rule(Template condition, Exit exit) {}

  /**
   * Waits.
   *
   * @param seconds whole seconds, 0 to 99,999,999
   */
  record Wait(String name, Optional<String> comment, Template seconds, Exit exit) implements State {
    @Override
    public List<Exit> exits() {
      return List.of(exit);
    }
  }

  /** Computes and assigns. */
  record Pass(String name, Optional<String> comment, Exit exit) implements State {
    @Override
    public List<Exit> exits() {
      return List.of(exit);
    }
  }

  /** Ends the execution successfully. */
  record Succeed(String name, Optional<String> comment, Optional<Template> output)
      implements State {
    @Override
    public List<Exit> exits() {
      return List.of();
    }
  }

  /** Ends the execution with an error. */
  record Fail(
      String name, Optional<String> comment, Optional<Template> error, Optional<Template> cause)
      implements State {
    @Override
    public List<Exit> exits() {
      return List.of();
    }
  }

  /**
   * Retries a task.
   *
   * @param interval before the first retry; each further wait is {@code backoffRate} times as long
   * @param maxAttempts the number of retries; 0 for none
   * @param maxDelay the longest wait
   * @param fullJitter whether to wait a random part of the computed time instead of all of it
   */
  record Retrier(
      List<String> errorEquals,
      Duration interval,
      long maxAttempts,
      double backoffRate,
      Optional<Duration> maxDelay,
      boolean fullJitter) {
    public Retrier {
      errorEquals = List.copyOf(errorEquals);
    }

    /**
     * The wait before a retry, without jitter.
     *
     * @param retry 1 for the first retry
     */
    Duration delay(long retry) {
      double most = (double) maxDelay.orElse(Duration.ofSeconds(MAX_SECONDS)).toMillis();
      double millis = (double) interval.toMillis() * Math.pow(backoffRate, (double) (retry - 1));
      return Duration.ofMillis((long) Math.min(most, millis));
    }
  }

  /** Sends an error of a task to another state. {@code exit.next} is always present. */
  record Catcher(List<String> errorEquals, Exit exit) {
    public Catcher {
      errorEquals = List.copyOf(errorEquals);
    }
  }

  /** The largest number of seconds that ASL accepts: a little over three years. */
  long MAX_SECONDS = 99_999_999;

  /** A JSON integer within the bounds; empty for anything else. */
  static OptionalLong wholeNumber(Object value, long least, long most) {
    if (value instanceof Number number
        && number.doubleValue() == number.longValue()
        && number.longValue() >= least
        && number.longValue() <= most) {
      return OptionalLong.of(number.longValue());
    }
    return OptionalLong.empty();
  }
}
