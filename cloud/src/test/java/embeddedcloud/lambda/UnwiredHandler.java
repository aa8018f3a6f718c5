package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Lacks the constructor that the factory calls. */
public final class UnwiredHandler implements RequestHandler<String, String> {
  @Override
  public String handleRequest(String input, Context context) {
    return input;
  }
}
