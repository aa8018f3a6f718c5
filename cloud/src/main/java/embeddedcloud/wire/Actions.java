package embeddedcloud.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The actions that a typed client implements, by name: those whose methods it overrides. */
final class Actions {
  private final Map<String, Action> byName = new TreeMap<>();

  /**
   * One action.
   *
   * @param name the service's name for it, such as {@code DescribeVolumes}
   * @param effect what the typed client does; it throws the SDK's exceptions
   */
  record Action(
      String name,
      Class<? extends AwsRequest> requestType,
      Function<AwsRequest, AwsResponse> effect) {
    /** Returns an empty builder of the request. */
    SdkPojo request() {
      try {
        return (SdkPojo) requestType.getMethod("builder").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(name + " has no builder for its request", e);
      }
    }

    /** Performs the action with the request that the builder describes. */
    AwsResponse call(SdkPojo request) {
      return effect.apply((AwsRequest) ((SdkBuilder<?, ?>) request).build());
    }
  }

  Actions(List<Action> actions) {
    actions.forEach(action -> byName.put(action.name(), action));
  }

  static Actions of(Object client) {
    return new Actions(
        Arrays.stream(client.getClass().getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
            .filter(method -> method.getParameterCount() == 1)
            .filter(method -> AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0]))
            .map(method -> action(client, method))
            .toList());
  }

  private static Action action(Object client, Method method) {
    Class<? extends AwsRequest> type = method.getParameterTypes()[0].asSubclass(AwsRequest.class);
    return new Action(
        type.getSimpleName().replaceFirst("Request$", ""),
        type,
        request -> invoke(client, method, request));
  }

  private static AwsResponse invoke(Object client, Method method, AwsRequest request) {
    try {
      return (AwsResponse) method.invoke(client, request);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof Error broken) {
        throw broken;
      }
      throw new IllegalStateException(method + " threw what it does not declare", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " is not public", e);
    }
  }

  Optional<Action> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
