package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Answers with all that its context tells. */
public final class TellingHandler implements RequestHandler<Object, Map<String, String>> {
  @Override
  public Map<String, String> handleRequest(Object input, Context context) {
    context.getLogger().log("in bytes".getBytes(StandardCharsets.UTF_8));
    Map<String, String> told = new TreeMap<>();
    told.put("request", context.getAwsRequestId());
    told.put("group", context.getLogGroupName());
    told.put("stream", context.getLogStreamName());
    told.put("name", context.getFunctionName());
    told.put("version", context.getFunctionVersion());
    told.put("arn", context.getInvokedFunctionArn());
    told.put("memory", String.valueOf(context.getMemoryLimitInMB()));
    told.put("remaining", String.valueOf(context.getRemainingTimeInMillis()));
    return told;
  }
}
