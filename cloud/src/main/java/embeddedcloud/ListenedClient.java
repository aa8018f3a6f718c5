package embeddedcloud;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** An SDK client that notifies a listener of every call that a function makes through it. */
final class ListenedClient implements InvocationHandler {
  private final Object client;
  private final String function;
  private final String service;
  private final CallListener listener;

  private ListenedClient(Object client, String function, String service, CallListener listener) {
    this.client = client;
    this.function = function;
    this.service = service;
    this.listener = listener;
  }

  /**
   * @param service IAM's prefix, such as {@code ec2}
   */
  static <T> T of(Class<T> type, T client, String function, String service, CallListener listener) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            new ListenedClient(client, function, service, listener)));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (arguments == null) {
      return invoke(method, arguments);
    }
    if (arguments[0] instanceof Consumer || method.getName().endsWith("Paginator")) {
      // The interface's default method calls other methods of the proxy.
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    String name = method.getName();
    AwsCall call =
        new AwsCall(
            function, service + ":" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
    listener.before(call);
    Object answer = invoke(method, arguments);
    listener.after(call);
    return answer;
  }

  private Object invoke(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(client, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
