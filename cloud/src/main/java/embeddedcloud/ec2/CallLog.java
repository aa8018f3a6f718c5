package embeddedcloud.ec2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every call that reached the embedded EC2, in order. */
public final class CallLog {
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Map<String, Long>> counts = new TreeMap<>();
  private boolean countingOnly;

  /**
   * One call.
   *
   * @param action EC2's name for the action, such as {@code CreateSnapshots}
   * @param outcome {@code OK}, the error code, or {@code LostReply} or {@code TimedOut} if the call
   *     took effect but the caller received no response
   */
  public record Call(String action, Instant at, String outcome) {
    public boolean succeeded() {
      return outcome.equals("OK");
    }
  }

  void add(String action, Instant at, String outcome) {
    counts.computeIfAbsent(action, a -> new HashMap<>()).merge(outcome, 1L, Long::sum);
    if (!countingOnly) {
      calls.add(new Call(action, at, outcome));
    }
  }

  /**
   * Only counts calls from now on, so that a long time span needs no more memory than a short one.
   */
  public void countOnly() {
    countingOnly = true;
  }

  /** Every call, unless they are only counted. */
  public List<Call> all() {
    return List.copyOf(calls);
  }

  /** Calls of the action, with any outcome. */
  public long count(String action) {
    return byAction().getOrDefault(action, 0L);
  }

  /** Calls of the action with that outcome. */
  public long count(String action, String outcome) {
    return counts.getOrDefault(action, Map.of()).getOrDefault(outcome, 0L);
  }

  /** Number of calls by action, in alphabetical order. */
  public Map<String, Long> byAction() {
    Map<String, Long> byAction = new TreeMap<>();
    counts.forEach(
        (action, outcomes) ->
            byAction.put(action, outcomes.values().stream().mapToLong(Long::longValue).sum()));
    return byAction;
  }

  /** Forgets the calls so far. */
  public void clear() {
    calls.clear();
    counts.clear();
  }
}
