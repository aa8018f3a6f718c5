package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Disks that are made to mislead the parsers, or that are badly damaged: no exception leaves an
 * inspection, and it ends within its budget. {@code -Dinspect.rounds=N} makes N disks of each try.
 */
class HostileDisksTest {
  private static final int ROUNDS = Integer.getInteger("inspect.rounds", 1);
  private static final int BUDGET = 60;

  private static final List<String> IMAGES =
      List.of(
          "ext4",
          "ext4-csum-seed",
          "ext4-dirty",
          "ext4-uninit",
          "ext3",
          "ext2",
          "xfs",
          "xfs-v4",
          "btrfs",
          "btrfs-sha256",
          "ntfs",
          "lvm",
          "luks1",
          "luks2",
          "swap",
          "gpt",
          "mbr");

  /** Values at which arithmetic goes wrong. */
  private static final long[] EXTREMES = {
    0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, 0xffff_ffffL, 1L << 32, 1L << 52
  };

  /**
   * Each field of 16 bits that a valid checksum covers, with every number that is just too small.
   */
  @ParameterizedTest
  @ValueSource(ints = {0x58, 0xfe})
  void sizesOfStructuresAreSmallerThanTheirFields(int field) {
    SparseImage sound = SparseImage.named("ext4");
    for (int size = 0; size <= 260; size++) {
      byte[] structure = sound.read(1024, 1024);
      SparseImage.little(structure).putShort(field, (short) size);
      Forgery.of("ext4", 1024).seal(structure);
      inspect(sound.flipped(1024, 0).write(1024, structure), size);
    }
  }

  /** A list of places in an LVM label that no zero ends, from every place that it may have. */
  @ParameterizedTest
  @ValueSource(ints = {32, 36, 40, 44, 48, 456})
  void listsThatNothingEnds(int header) {
    SparseImage sound = SparseImage.named("lvm");
    byte[] label = new byte[512];
    Arrays.fill(label, (byte) 1);
    for (int i = 0; i < 32; i++) {
      label[i] = sound.get(512 + i);
    }
    SparseImage.little(label).putInt(20, header);
    Forgery.of("lvm", 512).seal(label);
    inspect(sound.flipped(512, 0).write(512, label), header);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void forgedStructures(@ForAll long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Forgery forgery = Forgery.ALL.get(random.nextInt(Forgery.ALL.size()));
      SparseImage sound = SparseImage.named(forgery.image());
      byte[] structure = sound.read(forgery.start(), forgery.length());
      for (int change = random.nextInt(1, 5); change > 0; change--) {
        change(structure, random, Math.min(structure.length, 512));
      }
      forgery.seal(structure);
      inspect(sound.flipped(forgery.start(), 0).write(forgery.start(), structure), seed);
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void changedImages(@ForAll long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      SparseImage sound = SparseImage.named(IMAGES.get(random.nextInt(IMAGES.size())));
      byte[] beginning = sound.read(0, random.nextBoolean() ? 1024 : 70_000);
      for (int change = random.nextInt(1, 40); change > 0; change--) {
        change(beginning, random, beginning.length);
      }
      long size = random.nextBoolean() ? sound.size() : random.nextLong(1, sound.size());
      inspect(sound.flipped(0, 0).write(0, beginning).resized(size), seed);
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void noiseBehindMagics(@ForAll long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] noise = new byte[70_000];
      random.nextBytes(noise);
      put(noise, random.nextInt(4), 510, "U\u00aa");
      put(noise, random.nextInt(4), 512, "EFI PART");
      put(noise, random.nextInt(4), 512 * random.nextInt(4), "LABELONE");
      put(noise, random.nextInt(4), 1024 + 0x38, "S\u00ef");
      put(noise, random.nextInt(4), 65_536 + 64, "_BHRfS_M");
      put(noise, random.nextInt(4), 4086, "SWAPSPACE2");
      put(noise, random.nextInt(2), 3, "NTFS    ");
      put(noise, random.nextInt(4), 0, "XFSB");
      put(noise, random.nextInt(4), 0, "LUKS\u00ba\u00be");
      inspect(SparseImage.empty(random.nextLong(1, 1L << 40)).write(0, noise), seed);
    }
  }

  private static void put(byte[] bytes, int dice, int at, String magic) {
    if (dice == 0) {
      byte[] text = magic.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(text, 0, bytes, at, text.length);
    }
  }

  private static void change(byte[] bytes, Random random, int within) {
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int at = random.nextInt(within - 8) & (random.nextBoolean() ? -2 : -4);
    long value =
        random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextLong();
    switch (random.nextInt(4)) {
      case 0 -> buffer.put(at, (byte) value);
      case 1 -> buffer.putShort(at, (short) value);
      case 2 -> buffer.putInt(at, (int) value);
      default -> buffer.putLong(at, value);
    }
  }

  private static void inspect(SparseImage image, long seed) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThatCode(
                    () -> {
                      Inspection inspection = image.inspect(BUDGET);
                      assertThat(inspection.requests()).isLessThanOrEqualTo(BUDGET);
                      assertThat(inspection.verdict().toString()).hasSizeLessThan(50_000);
                    })
                .as("seed %d", seed)
                .doesNotThrowAnyException());
  }
}
