package embeddedcloud.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a volume or snapshot, from its first. They may stop early: what follows is zeros.
 */
public interface Contents {
  void writeTo(OutputStream out) throws IOException;

  static Contents of(Path file) {
    return out -> Files.copy(file, out);
  }
}
