package ebsbackup.local.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import ebsbackup.aws.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Works on the bytes themselves. */
public final class UpperCaseStreamHandler implements RequestStreamHandler {
  public UpperCaseStreamHandler(Wiring wiring) {
    if (wiring == null) {
      throw new IllegalArgumentException("no wiring");
    }
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    if (text.contains("io")) {
      throw new IOException("broken pipe");
    }
    output.write(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }
}
