package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case of bad-worlds.json changes a place of worlds/small, and possibly others ({@code also});
 * the message must say what is wrong. Those of odd-worlds.json are similar, but valid.
 */
class BadWorldsTest {
  private static final Path SMALL = Path.of("../worlds/small");

  @TempDir Path folder;

  static Stream<Arguments> bad() throws IOException {
    return cases("bad-worlds.json");
  }

  static Stream<Arguments> odd() throws IOException {
    return cases("odd-worlds.json");
  }

  private static Stream<Arguments> cases(String file) throws IOException {
    try (InputStream in = BadWorldsTest.class.getResourceAsStream(file)) {
      List<?> cases = (List<?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return cases.stream().map(item -> (Map<?, ?>) item).map(c -> Arguments.of(c.get("name"), c));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void read_refuses(String name, Map<?, ?> badWorld) throws IOException {
    change(badWorld);

    assertThatThrownBy(() -> WorldFolder.read(folder))
        .as(name)
        .isInstanceOf(WorldException.class)
        .hasMessage((String) badWorld.get("expect"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("odd")
  void read_takes(String name, Map<?, ?> oddWorld) throws IOException {
    change(oddWorld);

    assertThat(WorldFolder.read(folder).warnings()).as(name).isEmpty();
  }

  @BeforeEach
  void copySmall() throws IOException {
    try (Stream<Path> files = Files.list(SMALL)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void change(Map<?, ?> world) throws IOException {
    for (Map<?, ?> c = world; c != null; c = (Map<?, ?>) c.get("also")) {
      Path file = folder.resolve((String) c.get("file"));
      Object json = Json.parse(Files.readString(file));
      change(json, steps((String) c.get("at")), c);
      Files.writeString(file, Json.pretty(json));
    }
  }

  /** {@code a[1].b} as a, 1, b. */
  private static List<Object> steps(String at) {
    List<Object> steps = new ArrayList<>();
    for (String step : at.replace("[", ".[").split("\\.", -1)) {
      steps.add(
          step.startsWith("[") ? Integer.valueOf(step.substring(1, step.length() - 1)) : step);
    }
    return steps;
  }

  @SuppressWarnings("unchecked")
  private static void change(Object json, List<Object> steps, Map<?, ?> change) {
    Object parent = json;
    for (Object step : steps.subList(0, steps.size() - 1)) {
      parent =
          step instanceof Integer i ? ((List<?>) parent).get(i) : ((Map<?, ?>) parent).get(step);
    }
    Object last = steps.get(steps.size() - 1);
    boolean set = change.containsKey("set");
    if (parent instanceof List<?> list) {
      List<Object> items = (List<Object>) list;
      int index = (Integer) last;
      if (!set) {
        items.remove(index);
      } else if (index == items.size()) {
        items.add(change.get("set"));
      } else {
        items.set(index, change.get("set"));
      }
    } else {
      Map<Object, Object> members = (Map<Object, Object>) parent;
      if (set) {
        members.put(last, change.get("set"));
      } else {
        assertThat(members.remove(last)).isNotNull();
      }
    }
  }
}
