package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Its types are bound by its superclass. */
public final class GreetingHandler extends AbstractGreeter<List<String>> {
  public GreetingHandler(Clock clock) {}

  @Override
  public List<String> handleRequest(Map<String, Integer> times, Context context) {
    return times.entrySet().stream()
        .flatMap(entry -> IntStream.range(0, entry.getValue()).mapToObj(i -> entry.getKey()))
        .toList();
  }
}
