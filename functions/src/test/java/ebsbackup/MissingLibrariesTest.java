package ebsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The libraries that keep.pro lets the package do without are not on the class path, and one that
 * is there names them. A rule that is too wide or outdated would hide what is really missing.
 */
class MissingLibrariesTest {
  private static final Pattern RULE = Pattern.compile("-dontwarn ([\\w.]+)\\.\\*\\*");

  static Stream<String> missing() throws IOException {
    List<String> rules =
        Files.readAllLines(Path.of("src", "main", "package", "keep.pro")).stream()
            .filter(line -> line.startsWith("-dontwarn"))
            .toList();
    assertThat(rules).isNotEmpty().allMatch(RULE.asMatchPredicate());
    return rules.stream().map(rule -> RULE.matcher(rule).replaceAll("$1.").replace('.', '/'));
  }

  @ParameterizedTest
  @MethodSource("missing")
  void whatThePackageDoesWithout_isNamedAndNotThere(String prefix) throws IOException {
    boolean named = false;
    for (Path path : smallestFirst()) {
      try (JarFile jar = new JarFile(path.toFile())) {
        List<JarEntry> entries = jar.stream().toList();
        assertThat(entries).noneMatch(entry -> entry.getName().startsWith(prefix));
        for (JarEntry entry : named ? List.<JarEntry>of() : entries) {
          byte[] bytes = jar.getInputStream(entry).readAllBytes();
          named |= new String(bytes, StandardCharsets.ISO_8859_1).contains(prefix);
        }
      }
    }
    assertThat(named).isTrue();
  }

  private static List<Path> smallestFirst() {
    List<Path> jars = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(":", -1)) {
      if (path.endsWith(".jar")) {
        jars.add(Path.of(path));
      }
    }
    jars.sort(Comparator.comparingLong(path -> path.toFile().length()));
    return jars;
  }
}
