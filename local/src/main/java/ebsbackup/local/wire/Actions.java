package ebsbackup.local.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The actions that a typed client implements itself, by name: those whose methods it overrides. */
final class Actions {
  private final Map<String, Action> byName = new TreeMap<>();

  /**
   * One action of a typed client.
   *
   * @param name as the service has it, such as {@code DescribeVolumes}
   */
  record Action(String name, Object client, Method method) {
    /** An empty builder of the request. */
    SdkPojo request() {
      try {
        return (SdkPojo) method.getParameterTypes()[0].getMethod("builder").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(name + " has no builder for its request", e);
      }
    }

    /**
     * Calls the typed client with what the builder holds.
     *
     * @throws SdkException that the client threw
     */
    AwsResponse call(SdkPojo request) {
      try {
        return (AwsResponse) method.invoke(client, ((SdkBuilder<?, ?>) request).build());
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException thrown) {
          throw thrown;
        }
        if (e.getCause() instanceof Error broken) {
          throw broken;
        }
        throw new IllegalStateException(name + " threw what it does not declare", e);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(name + " is not public", e);
      }
    }
  }

  private Actions() {}

  static Actions of(Object client) {
    Actions actions = new Actions();
    for (Method method : client.getClass().getDeclaredMethods()) {
      Class<?>[] parameters = method.getParameterTypes();
      if (Modifier.isPublic(method.getModifiers())
          && !method.isBridge()
          && parameters.length == 1
          && AwsRequest.class.isAssignableFrom(parameters[0])) {
        String name = parameters[0].getSimpleName().replaceFirst("Request$", "");
        actions.byName.put(name, new Action(name, client, method));
      }
    }
    return actions;
  }

  Optional<Action> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Set<String> names() {
    return Set.copyOf(byName.keySet());
  }
}
