package ebsbackup.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mutants that no test of ours can kill, each with the reason: lines of a name, two spaces, a
 * hyphen and the reason. Lines that begin with # are comments.
 */
record Reviewed(Map<String, String> reasons) {
  static Reviewed read(Path file) throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("  - ", 2);
        if (parts.length < 2 || reasons.put(parts[0].strip(), parts[1].strip()) != null) {
          throw new IOException(
              file + ": expected a new name, two spaces, - and a reason: " + line);
        }
      }
    }
    return new Reviewed(reasons);
  }

  Set<String> names() {
    return reasons.keySet();
  }

  /** What is not as the list says, one line each. */
  List<String> differences(List<String> survivors, List<String> killed, boolean all) {
    List<String> lines = new ArrayList<>();
    survivors.stream()
        .filter(name -> !names().contains(name))
        .forEach(name -> lines.add("survived, and is not on the list: " + name));
    for (String name : names()) {
      if (killed.contains(name)) {
        lines.add("is on the list, and was killed: " + name);
      } else if (all && !survivors.contains(name)) {
        lines.add("is on the list, and is not a mutant: " + name);
      }
    }
    return lines;
  }
}
