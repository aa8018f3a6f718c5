package ebsbackup.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.blocks.UnreadableException;
import ebsbackup.failure.InvalidInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk of 20 GiB, which has three parts, with two blocks in the first and one in the last. */
class ManifestPartsTest {
  private static final Manifest.Disk DISK = new Manifest.Disk("snap-1", 20L << 30);
  private static final Manifest.Entry FIRST = new Manifest.Entry(0, "a".repeat(64));
  private static final Manifest.Entry SECOND = new Manifest.Entry(16_383, "b".repeat(64));
  private static final Manifest.Entry LAST = new Manifest.Entry(32_768, "c".repeat(64));

  private final ManifestParts parts = new ManifestParts("snap-1");
  private final Map<String, byte[]> objects = new HashMap<>();

  @BeforeEach
  void store() throws IOException {
    put(0, DISK, FIRST, SECOND);
    put(1, DISK);
    put(2, DISK, LAST);
  }

  private void put(int part, Manifest.Disk disk, Manifest.Entry... entries) throws IOException {
    objects.put(parts.key(part), ManifestParts.text(disk, List.of(entries)));
  }

  private Optional<byte[]> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  private Manifest.End copied(StringWriter text) throws IOException {
    return parts.copy(DISK, this::get, new ManifestWriter(text, DISK));
  }

  @Test
  void parts_haveKeysInTheirOrder_andAreAsManyAsTheDiskNeeds() {
    assertThat(objects)
        .containsOnlyKeys(
            "manifests/snap-1/00000", "manifests/snap-1/00001", "manifests/snap-1/00002");
    assertThat(ManifestParts.of(DISK)).isEqualTo(3);
    assertThat(ManifestParts.of(new Manifest.Disk("d", 1))).isEqualTo(1);
    assertThat(ManifestParts.of(new Manifest.Disk("d", 8L << 30))).isEqualTo(1);
    assertThat(ManifestParts.of(new Manifest.Disk("d", (8L << 30) + 1))).isEqualTo(2);
    assertThat(ManifestParts.of(new Manifest.Disk("d", 64L << 40))).isEqualTo(8_192);
    assertThat(ManifestParts.first(2)).isEqualTo(32_768);
  }

  @Test
  void together_theyAreTheManifestOfTheDisk() throws IOException {
    StringWriter text = new StringWriter();
    StringWriter whole = new StringWriter();
    ManifestWriter writer = new ManifestWriter(whole, DISK);
    for (Manifest.Entry entry : Stream.of(FIRST, SECOND, LAST).toList()) {
      writer.add(entry);
    }

    assertThat(copied(text)).isEqualTo(writer.finish());
    assertThat(text).hasToString(whole.toString());
    assertThat(parts.disk(this::get)).isEqualTo(DISK);
    assertThat(parts.read(0, DISK, this::get)).containsExactly(FIRST, SECOND);
  }

  @Test
  void aPartThatIsMissing_isNamed() {
    objects.remove(parts.key(1));

    assertThatThrownBy(() -> copied(new StringWriter()))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("manifests/snap-1/00001 is missing");
  }

  @Test
  void aPartOfAnotherDisk_orPlace_orThatWasChanged_isNamed() throws IOException {
    put(1, new Manifest.Disk("snap-2", 20L << 30));
    assertRefused("manifests/snap-1/00001: expected Disk[name=snap-1");

    put(1, DISK, LAST);
    assertRefused(
        "manifests/snap-1/00001: expected a block from 16384 to 32767, but was block 32768");

    put(1, DISK);
    String text = new String(objects.get(parts.key(0)), UTF_8);
    objects.put(parts.key(0), text.replaceFirst("0 a", "0 d").getBytes(UTF_8));
    assertRefused("manifests/snap-1/00000, line 5: expected \"# sha256 ");

    put(0, new Manifest.Disk("snap-2", 20L << 30));
    assertThatThrownBy(() -> parts.disk(this::get))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("manifests/snap-1/00000: expected snap-1, but was snap-2");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> copied(new StringWriter()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
  }
}
