package embeddedcloud.lambda;

import java.util.Map;

/** Creates the handlers of functions. On Lambda, the constructor without arguments does this. */
@FunctionalInterface
public interface HandlerFactory {
  /**
   * Creates a handler, at each cold start.
   *
   * @param type the class that the template names
   * @param environment the function's environment variables
   */
  Object create(Class<?> type, Map<String, String> environment) throws ReflectiveOperationException;
}
