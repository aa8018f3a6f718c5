package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.api.client.PojoSerializerLoader;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.lang.reflect.Type;

/** Finds what reads and writes a handler's input or output type. */
@FunctionalInterface
public interface SerializerLookup {
  PojoSerializer<Object> forType(Type type);

  /**
   * The order of Lambda's managed Java runtime: the deployment's own serializer, the one for AWS
   * events, the default. The runtime's own class for this makes the handler itself, without
   * arguments, and so cannot be used; the parts that it is made of can.
   */
  static SerializerLookup ofRuntime() {
    return type -> {
      PojoSerializer<Object> own = PojoSerializerLoader.getCustomerSerializer(type);
      return own != null ? own : standard().forType(type);
    };
  }

  /** The runtime's choice for a deployment that brings no serializer of its own. */
  static SerializerLookup standard() {
    return type ->
        type instanceof Class<?> eventClass
                && LambdaEventSerializers.isLambdaSupportedEvent(eventClass.getName())
            ? eventSerializer(eventClass)
            : JacksonFactory.getInstance().getSerializer(type);
  }

  @SuppressWarnings("unchecked") // The runtime erases the type the same way.
  private static PojoSerializer<Object> eventSerializer(Class<?> eventClass) {
    return (PojoSerializer<Object>)
        (PojoSerializer<?>)
            LambdaEventSerializers.serializerFor(eventClass, eventClass.getClassLoader());
  }
}
