package embeddedcloud.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data of a volume or snapshot, from the first byte. It may end early. The rest is zeros. */
public interface Contents {
  void writeTo(OutputStream out) throws IOException;

  static Contents of(Path file) {
    return out -> Files.copy(file, out);
  }
}
