package ebsbackup.conformance.moto;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ways in which moto may differ from EC2, from a file, and which of them have occurred. */
final class MotoExceptions {
  private static final Set<String> WORDS = Set.of("id", "differs", "why", "workaround");

  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> used = new LinkedHashSet<>();

  private MotoExceptions() {}

  static MotoExceptions read(Path file) throws IOException {
    MotoExceptions exceptions = new MotoExceptions();
    for (Object entry : (List<?>) Json.parse(Files.readString(file))) {
      Map<?, ?> exception = (Map<?, ?>) entry;
      for (String word : WORDS) {
        if (!(exception.get(word) instanceof String text) || text.isBlank()) {
          throw new IllegalArgumentException(file + ": an exception has no " + word);
        }
      }
      if (!exceptions.known.add((String) exception.get("id"))) {
        throw new IllegalArgumentException(file + ": twice " + exception.get("id"));
      }
    }
    return exceptions;
  }

  /** Notes that an exception has occurred. */
  void use(String id) {
    if (!known.contains(id)) {
      throw new IllegalArgumentException("no exception of moto is called " + id);
    }
    used.add(id);
  }

  /** Those that have not occurred, and so should not be listed. */
  List<String> unused() {
    List<String> unused = new ArrayList<>(known);
    unused.removeAll(used);
    return unused;
  }
}
