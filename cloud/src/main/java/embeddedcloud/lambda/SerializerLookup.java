package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.api.client.PojoSerializerLoader;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.lang.reflect.Type;

/** Finds the serializer of a handler's input or output type. */
@FunctionalInterface
public interface SerializerLookup {
  PojoSerializer<Object> forType(Type type);

  /**
   * Uses the order of Lambda's managed Java runtime: the deployment's own serializer, the
   * serializer for AWS events, the default serializer. The runtime's own class for this creates the
   * handler itself, without arguments, so it cannot be used. Its parts can.
   */
  static SerializerLookup ofRuntime() {
    return type -> {
      PojoSerializer<Object> own = PojoSerializerLoader.getCustomerSerializer(type);
      return own != null ? own : standard().forType(type);
    };
  }

  /** The runtime's choice for a deployment without its own serializer. */
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
