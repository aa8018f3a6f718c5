package embeddedcloud.ec2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every call that reached the embedded EC2, in order. */
public final class CallLog {
  private final List<Call> calls = new ArrayList<>();

  /**
   * One call.
   *
   * @param action EC2's name of it, such as {@code CreateSnapshots}
   * @param outcome {@code OK}, the error code, or {@code LostReply} or {@code TimedOut} when it had
   *     its effect and the caller was not told
   */
  public record Call(String action, Instant at, String outcome) {
    public boolean succeeded() {
      return outcome.equals("OK");
    }
  }

  void add(String action, Instant at, String outcome) {
    calls.add(new Call(action, at, outcome));
  }

  public List<Call> all() {
    return List.copyOf(calls);
  }

  /** Calls of the action, with any outcome. */
  public long count(String action) {
    return calls.stream().filter(call -> call.action().equals(action)).count();
  }

  /** Calls of the action that ended so. */
  public long count(String action, String outcome) {
    return calls.stream()
        .filter(call -> call.action().equals(action) && call.outcome().equals(outcome))
        .count();
  }

  /** Number of calls by action, in alphabetical order. */
  public Map<String, Long> byAction() {
    Map<String, Long> counts = new TreeMap<>();
    calls.forEach(call -> counts.merge(call.action(), 1L, Long::sum));
    return counts;
  }

  /** Forgets the calls so far. */
  public void clear() {
    calls.clear();
  }
}
