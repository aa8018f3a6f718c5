package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;

/** One warm instance of a handler class, which is called with bytes, as the runtime does. */
@FunctionalInterface
interface Handler {
  /** Calls the handler. Exceptions of the handler are rethrown unchanged. */
  byte[] call(byte[] payload, Context context) throws IOException;

  /**
   * Creates an instance.
   *
   * @throws IllegalArgumentException when there is no such class, constructor or handler interface
   */
  static Handler create(
      FunctionConfiguration configuration, HandlerFactory factory, SerializerLookup serializers) {
    Class<?> type = load(configuration.handler());
    Object instance = instantiate(type, configuration, factory);
    if (instance instanceof RequestStreamHandler streaming) {
      return (payload, context) -> {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        streaming.handleRequest(new ByteArrayInputStream(payload), answer, context);
        return answer.toByteArray();
      };
    }
    if (instance instanceof RequestHandler<?, ?> typed) {
      Type[] types = requestHandlerTypes(type);
      return wrap(typed, serializers.forType(types[0]), serializers.forType(types[1]));
    }
    throw new IllegalArgumentException(
        type.getName() + " implements neither RequestHandler nor RequestStreamHandler");
  }

  /**
   * The class that the handler string names.
   *
   * @throws IllegalArgumentException when there is no such class, or the method is not
   *     handleRequest
   */
  static Class<?> load(String handler) {
    String[] parts = handler.split("::", 2);
    if (parts.length == 2 && !parts[1].equals("handleRequest")) {
      throw new IllegalArgumentException("expected Class::handleRequest, not " + handler);
    }
    try {
      return Class.forName(parts[0]);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("Class not found: " + parts[0], e);
    }
  }

  private static Object instantiate(
      Class<?> type, FunctionConfiguration configuration, HandlerFactory factory) {
    try {
      return factory.create(type, configuration.environment());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalArgumentException("cannot make " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no constructor: " + e.getMessage(), e);
    }
  }

  private static Handler wrap(
      RequestHandler<?, ?> handler, PojoSerializer<Object> input, PojoSerializer<Object> output) {
    @SuppressWarnings("unchecked") // The input comes from the serializer of this type.
    RequestHandler<Object, Object> erased = (RequestHandler<Object, Object>) handler;
    return (payload, context) -> {
      Object request = parsed(input, payload);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      output.toJson(erased.handleRequest(request, context), answer);
      return answer.toByteArray();
    };
  }

  /** Parses the input as the runtime does: an error here loses its own name. */
  private static Object parsed(PojoSerializer<Object> input, byte[] payload) {
    try {
      return input.fromJson(new ByteArrayInputStream(payload));
    } catch (RuntimeException e) {
      throw new RuntimeException("An error occurred during JSON parsing", e);
    }
  }

  /**
   * The types I and O of {@code RequestHandler<I, O>} for this class, resolved through its
   * ancestors.
   */
  private static Type[] requestHandlerTypes(Class<?> type) {
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    bind(type, bound);
    TypeVariable<?>[] parameters = RequestHandler.class.getTypeParameters();
    return new Type[] {resolve(parameters[0], bound), resolve(parameters[1], bound)};
  }

  private static void bind(Type type, Map<TypeVariable<?>, Type> bound) {
    if (type instanceof ParameterizedType parameterized) {
      Class<?> raw = (Class<?>) parameterized.getRawType();
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        bound.put(raw.getTypeParameters()[i], parameterized.getActualTypeArguments()[i]);
      }
      bind(raw, bound);
    } else if (type instanceof Class<?> plain) {
      for (Type ancestor : plain.getGenericInterfaces()) {
        bind(ancestor, bound);
      }
      if (plain.getGenericSuperclass() != null) {
        bind(plain.getGenericSuperclass(), bound);
      }
    }
  }

  private static Type resolve(Type type, Map<TypeVariable<?>, Type> bound) {
    Type resolved = type;
    while (resolved instanceof TypeVariable<?> variable) {
      resolved = bound.getOrDefault(variable, Object.class);
    }
    return resolved;
  }
}
