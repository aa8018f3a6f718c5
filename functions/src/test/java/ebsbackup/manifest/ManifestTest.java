package ebsbackup.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests as texts, and where two of them differ. */
class ManifestTest {
  private static final int BLOCKS = 12;
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private static String write(String name, Map<Integer, String> blocks) throws IOException {
    return write(new Manifest.Disk(name, BLOCKS * 524_288L), blocks);
  }

  private static String write(Manifest.Disk disk, Map<Integer, String> blocks) throws IOException {
    StringWriter text = new StringWriter();
    ManifestWriter manifest = new ManifestWriter(text, disk);
    for (Map.Entry<Integer, String> block : blocks.entrySet()) {
      manifest.add(new Manifest.Entry(block.getKey(), block.getValue()));
    }
    Manifest.End unused = manifest.finish();
    return text.toString();
  }

  private static ManifestReader reader(String text) throws IOException {
    return new ManifestReader("a.txt", new StringReader(text));
  }

  @Test
  void isReadAsItWasWritten_withoutBlocksOfZeros() throws IOException {
    String text = write("a disk", new TreeMap<>(Map.of(0, A, 3, Manifest.ZEROS, 11, B)));

    try (ManifestReader manifest = reader(text)) {
      assertThat(manifest.disk()).isEqualTo(new Manifest.Disk("a disk", 6_291_456));
      assertThat(manifest.take()).isEqualTo(new Manifest.Entry(0, A));
      assertThat(manifest.take()).isEqualTo(new Manifest.Entry(11, B));
      assertThat(manifest.peek()).isEmpty();
      assertThat(manifest.end().blocks()).isEqualTo(2);
    }
  }

  @Test
  void controlCharactersInTheNameOfADisk_areReplaced() throws IOException {
    Map<Integer, String> blocks = new TreeMap<>(Map.of(0, A));

    assertThat(write("a\ndisk\t\u001b[2J", blocks)).isEqualTo(write("a?disk??[2J", blocks));
  }

  /** The image of a partition, for example, is no multiple of 512 KiB. */
  @ParameterizedTest
  @CsvSource({"1, 0", "524288, 0", "524289, 1", "6291455, 11"})
  void theLastBlockOfADisk_mayBeShorterThanTheOthers(long size, int last) throws IOException {
    Manifest.Disk disk = new Manifest.Disk("a disk", size);

    try (ManifestReader manifest = reader(write(disk, Map.of(last, A)))) {
      assertThat(manifest.take()).isEqualTo(new Manifest.Entry(last, A));
      assertThat(manifest.peek()).isEmpty();
    }
    assertThatThrownBy(() -> reader(write(disk, Map.of(last + 1, A))).close())
        .hasMessage(
            "a.txt, line 3: expected a block from 0 to %d, but was %d %s", last, last + 1, A);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of(
            "^# ebs-backup manifest 1",
            "# ebs-backup manifest 2",
            "line 1: expected \"# ebs-backup manifest 1\", but was other text"),
        Arguments.of(
            "size 6291456",
            "size many",
            "line 2: expected \"# disk NAME size BYTES\", but was other text"),
        Arguments.of(
            "size 6291456", "size 2097152", "line 4: expected a block from 1 to 3, but was 5 " + B),
        Arguments.of("(?m)^5 ", "0 ", "line 4: expected a block from 1 to 11, but was 0 " + B),
        Arguments.of("(?m)^5 ", "12 ", "line 4: expected a block from 1 to 11, but was 12 " + B),
        Arguments.of("(?m)^5 ", "\u00005 ", "line 4: expected the number of a block and its SHA"),
        Arguments.of("5 bbbb", "5 bbba", "line 5: expected \"# sha256 "),
        Arguments.of("5 b", " 5 b", "line 4: expected the number of a block and its SHA-256"),
        Arguments.of("b\n", "b\r\n", "line 4: expected the number of a block and its SHA-256"),
        Arguments.of("(?m)^0 a+\n", "", "line 4: expected \"# sha256 "),
        Arguments.of(
            "(?m)^# sha256 .*\n",
            "",
            "line 5: expected a line of a manifest, but was the end of the file"),
        Arguments.of(
            "(?s)b{10}\n.*",
            "",
            "line 4: expected a line of a manifest, but was the end of the file"),
        Arguments.of(
            "5 b",
            "five b",
            "line 4: expected the number of a block and its SHA-256, or the last line, but was five b"),
        Arguments.of(
            "5 b",
            "5 " + "b".repeat(2_000),
            "line 4: expected a line of a manifest, but was a longer line"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void manifestThatWasChangedOrCut_isRefused(String from, String to, String message)
      throws IOException {
    String text = write("disk", new TreeMap<>(Map.of(0, A, 5, B)));
    String changed = text.replaceFirst(from, to);
    assertThat(changed).isNotEqualTo(text);

    assertThatThrownBy(
            () -> {
              try (ManifestReader manifest = reader(changed)) {
                while (manifest.peek().isPresent()) {
                  Manifest.Entry unused = manifest.take();
                }
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("a.txt, " + message);
  }

  /** The difference names every block that differs, and no other. */
  @Test
  void differenceOfRandomDisks_isThatOfTheirBlocks() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Map<Integer, String> first = blocks(random);
      Map<Integer, String> second = blocks(random);
      TreeSet<Integer> expected = new TreeSet<>();
      for (int block = 0; block < BLOCKS; block++) {
        if (!first
            .getOrDefault(block, Manifest.ZEROS)
            .equals(second.getOrDefault(block, Manifest.ZEROS))) {
          expected.add(block);
        }
      }

      Difference difference;
      try (ManifestReader one = reader(write("one", first));
          ManifestReader other = reader(write("other", second))) {
        difference = Difference.between(one, other);
        assertThat(one.end().sha256().equals(other.end().sha256()))
            .as("seed %d", seed)
            .isEqualTo(expected.isEmpty());
      }
      List<Integer> named = new ArrayList<>();
      for (Difference.Range range : difference.ranges()) {
        for (int block = range.first(); block <= range.last(); block++) {
          named.add(block);
        }
      }
      assertThat(named).as("seed %d", seed).containsExactlyElementsOf(expected);
      assertThat(difference.blocks()).isEqualTo(expected.size());
      for (int i = 1; i < difference.ranges().size(); i++) {
        assertThat(difference.ranges().get(i).first())
            .as("ranges next to each other are one, seed %d", seed)
            .isGreaterThan(difference.ranges().get(i - 1).last() + 1);
      }
    }
  }

  private static Map<Integer, String> blocks(Random random) {
    Map<Integer, String> blocks = new TreeMap<>();
    int few = random.nextInt(1, 4);
    for (int block = 0; block < BLOCKS; block++) {
      switch (random.nextInt(few + 2)) {
        case 0 -> blocks.put(block, B);
        case 1 -> blocks.put(block, Manifest.ZEROS);
        case 2 -> {}
        default -> blocks.put(block, A);
      }
    }
    return blocks;
  }

  @Test
  void theFileIsClosed_withTheReader_andIfItIsNoManifest() throws IOException {
    List<String> closed = new ArrayList<>();

    new ManifestReader("a", closable(write("a", new TreeMap<>()), closed)).close();
    assertThat(closed).hasSize(1);
    assertThatThrownBy(() -> new ManifestReader("a", closable("no manifest\n", closed)))
        .isInstanceOf(InvalidInputException.class);
    assertThat(closed).hasSize(2);
    String wrong = write("a", new TreeMap<>()).replaceFirst("(?s)(size \\d+\n).*", "$1wrong\n");
    assertThatThrownBy(() -> new ManifestReader("a", closable(wrong, closed)))
        .isInstanceOf(InvalidInputException.class);
    assertThat(closed).hasSize(3);
  }

  private static Reader closable(String text, List<String> closed) {
    return new StringReader(text) {
      @Override
      public void close() {
        closed.add(text);
        super.close();
      }
    };
  }
}
