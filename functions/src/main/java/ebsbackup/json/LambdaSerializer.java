package ebsbackup.json;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/**
 * Lets handlers take and return records. Lambda's runtime finds this class through {@link
 * java.util.ServiceLoader} and prefers it to its own serialization, which cannot read records.
 */
@SuppressWarnings("TypeParameterUnusedInFormals") // the interface is Lambda's
public final class LambdaSerializer implements CustomPojoSerializer {
  private final Json json = new Json();

  @Override
  public <T> T fromJson(InputStream input, Type type) {
    try {
      return fromJson(new String(input.readAllBytes(), StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the runtime asks for the type that the handler declares
  public <T> T fromJson(String input, Type type) {
    return (T) json.read(input, type);
  }

  @Override
  public <T> void toJson(T value, OutputStream output, Type type) {
    try {
      output.write(json.write(value).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
