package ebsbackup.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ebsbackup.blocks.BlockSource;
import ebsbackup.ebs.ChangedBlock;
import ebsbackup.ebs.VolumeChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * What the tripwire finds and what raises a false alarm: synthetic volumes of 20 GiB, each from a
 * seed, with a history of ordinary nights, and then one thing that happens to them. Prints a table:
 * {@code bench/tripwire [SEEDS | FILE...]}.
 */
public final class TripwireBench {
  private static final int BLOCKS = 40_960;
  private static final int ALL = BlockSource.BLOCK_SIZE;
  private static final int PAGE = 4096;
  private static final int HISTORY = 14;

  /** How many different blocks of each kind are made, since compressing takes long. */
  private static final int VARIANTS = 24;

  /** What a block holds. xz and media are as random as what a cipher writes. */
  private enum Kind {
    ZEROS,
    TEXT,
    DATABASE,
    CODE,
    GZIP,
    XZ,
    CIPHER
  }

  /**
   * A block.
   *
   * @param written which time it was written: another number is other content
   * @param encrypted how many bytes of every stride from the beginning on an intruder encrypted
   */
  private record Block(Kind kind, int written, int encrypted, int stride) {
    static Block of(Kind kind, int written) {
      return new Block(kind, written, 0, 1);
    }

    Block encryptedIn(int bytes, int every) {
      return new Block(kind, written, bytes, every);
    }
  }

  private static final Map<Kind, List<byte[]>> CONTENT = new EnumMap<>(Kind.class);

  /** Where a file is. */
  private record File(int from, int blocks) {}

  /** A volume and what happens to it. */
  private static final class Disk {
    private final Random random;
    private final Block[] blocks = new Block[BLOCKS];
    private final List<File> files = new ArrayList<>();
    private int written;
    private int free;

    Disk(long seed, boolean noise) {
      random = new Random(seed);
      while (free < BLOCKS * 6 / 10) {
        int size = Math.min(BLOCKS / 10, 1 + (int) Math.exp(random.nextGaussian() * 1.6 + 1));
        files.add(new File(free, size));
        Kind kind = noise ? Kind.CIPHER : kind();
        fill(free, size, kind);
        free += size;
      }
      // Half of the free space was never written, and the rest holds what was deleted.
      for (int at = free; at < BLOCKS; at++) {
        blocks[at] = Block.of(random.nextBoolean() ? Kind.ZEROS : noise ? Kind.CIPHER : kind(), 0);
      }
    }

    private Kind kind() {
      int percent = random.nextInt(100);
      return percent < 45
          ? Kind.TEXT
          : percent < 70
              ? Kind.DATABASE
              : percent < 85 ? Kind.CODE : percent < 95 ? Kind.GZIP : Kind.XZ;
    }

    void fill(int from, int count, Kind kind) {
      for (int at = from; at < Math.min(from + count, BLOCKS); at++) {
        blocks[at] = Block.of(kind, ++written);
      }
    }

    /** New data in free space; what was there is deleted data or nothing. */
    void writeNew(int count, Kind kind) {
      fill(free + random.nextInt(BLOCKS - free), count, kind);
    }

    /** Changes blocks where they are, to the same kind. */
    void update(int count) {
      for (int i = 0; i < count; i++) {
        int at = random.nextInt(free);
        blocks[at] = Block.of(blocks[at].kind(), ++written);
      }
    }

    /** Log lines, updated tables, one rotated log, a few pictures. */
    void ordinary() {
      update((int) (100 * Math.exp(random.nextGaussian() * 0.4)));
      writeNew(40, Kind.TEXT);
      writeNew(10, Kind.GZIP);
      writeNew(3, Kind.XZ);
    }

    void encrypt(double share, int bytes, int every) {
      for (File file : files) {
        if (random.nextDouble() < share) {
          for (int at = file.from(); at < file.from() + file.blocks(); at++) {
            blocks[at] = blocks[at].encryptedIn(bytes, every);
          }
        }
      }
    }

    /** The beginning of every file: a part of it, and these bytes. */
    void encryptBeginnings(double part, int more) {
      for (File file : files) {
        long bytes = (long) (part * file.blocks() * ALL) + more;
        for (int at = file.from(); bytes > 0; at++, bytes -= ALL) {
          blocks[at] = blocks[at].encryptedIn((int) Math.min(bytes, ALL), ALL);
        }
      }
    }

    void encryptLarge(int atLeast) {
      files.stream()
          .filter(file -> file.blocks() >= atLeast)
          .forEach(file -> fill(file.from(), file.blocks(), Kind.CIPHER));
    }

    void defragment() {
      List<Block> used = new ArrayList<>(Arrays.asList(blocks).subList(0, free));
      Collections.shuffle(used, random);
      for (int at = 0; at < free; at++) {
        blocks[at] = used.get(at);
      }
    }

    void trim() {
      for (int at = free; at < BLOCKS; at++) {
        blocks[at] = Block.of(Kind.ZEROS, 0);
      }
    }

    /** What a verification finds. */
    VolumeChange since(Block[] before) {
      Sample sample = new Sample(Tripwire.MAX_SAMPLED, random);
      for (int at = 0; at < BLOCKS; at++) {
        if (!blocks[at].equals(before[at])) {
          sample.add(new ChangedBlock(at, token(before[at]), token(blocks[at])));
        }
      }
      int sampled = 0;
      int noise = 0;
      for (ChangedBlock block : sample.blocks()) {
        if (!Tripwire.enough(sampled, noise)) {
          sampled++;
          boolean both = block.first().isPresent() && block.second().isPresent();
          if (both
              && Noise.replaced(
                  content(before[block.index()], block.index()),
                  content(blocks[block.index()], block.index()))) {
            noise++;
          }
        }
      }
      return new VolumeChange(sample.changed(), BLOCKS, "snap-00000000", sampled, noise);
    }

    private static Optional<String> token(Block block) {
      return block.kind() == Kind.ZEROS ? Optional.empty() : Optional.of("token");
    }
  }

  /**
   * Something that happens to a volume.
   *
   * @param nights how many times in a row; the wire may trip in any of them
   */
  private record Scenario(
      String name, boolean attack, boolean noise, int nights, Consumer<Disk> what) {}

  private static final List<Scenario> SCENARIOS =
      List.of(
          attack("fast: every file in one night", 1, disk -> disk.encrypt(1, ALL, ALL)),
          attack("a tenth of the files in one night", 1, disk -> disk.encrypt(0.1, ALL, ALL)),
          attack(
              "slow: 2% of the files a night, for 14 nights",
              14, disk -> disk.encrypt(0.02, ALL, ALL)),
          attack(
              "very slow: 0.1% of the files a night, for 14 nights",
              14, disk -> disk.encrypt(0.001, ALL, ALL)),
          attack(
              "partial: the first quarter of every file",
              1,
              disk -> disk.encryptBeginnings(0.25, 0)),
          attack(
              "striped: 16 KiB of every 64 KiB", 1, disk -> disk.encrypt(1, 16 * 1024, 64 * 1024)),
          attack("striped: 4 KiB of every 64 KiB", 1, disk -> disk.encrypt(1, PAGE, 64 * 1024)),
          attack("striped: 1 KiB of every 4 KiB", 1, disk -> disk.encrypt(1, 1024, PAGE)),
          attack("the first 4 KiB of every file", 1, disk -> disk.encryptBeginnings(0, PAGE)),
          attack("only large files, from 16 MiB on", 1, disk -> disk.encryptLarge(32)),
          attack(
              "encrypted copies in free space, originals deleted",
              1,
              disk -> disk.writeNew(8_000, Kind.CIPHER)),
          new Scenario(
              "every file of a volume that was noise before",
              true,
              true,
              1,
              disk -> disk.encrypt(1, ALL, ALL)),
          honest("ordinary nights, 100 of them", 100, disk -> {}),
          honest("defragmentation", 1, Disk::defragment),
          new Scenario(
              "LUKS inside: half of it is written anew",
              false,
              true,
              1,
              disk -> disk.update(BLOCKS / 2)),
          honest(
              "VACUUM FULL of a database of 4 GiB", 1, disk -> disk.writeNew(8_000, Kind.DATABASE)),
          honest("log rotation with gzip, 500 MiB", 1, disk -> disk.writeNew(1_000, Kind.GZIP)),
          honest("log rotation with xz, 50 MiB", 1, disk -> disk.writeNew(100, Kind.XZ)),
          honest(
              "upgrade: 150 MiB of xz packages, 500 MiB of programs",
              1,
              disk -> {
                disk.writeNew(300, Kind.XZ);
                disk.writeNew(1_000, Kind.CODE);
              }),
          honest(
              "database restored from a gzip dump of 1 GiB",
              1,
              disk -> {
                disk.writeNew(2_000, Kind.GZIP);
                disk.writeNew(6_000, Kind.DATABASE);
              }),
          honest(
              "database restored from an xz dump of 500 MiB",
              1,
              disk -> {
                disk.writeNew(1_000, Kind.XZ);
                disk.writeNew(6_000, Kind.DATABASE);
              }),
          honest("fstrim", 1, Disk::trim),
          honest("import of 2 GiB of videos or photos", 1, disk -> disk.writeNew(4_000, Kind.XZ)),
          honest(
              "LUKS is set up on a volume that was plain",
              1,
              disk -> disk.fill(0, BLOCKS, Kind.CIPHER)));

  private static Scenario attack(String name, int nights, Consumer<Disk> what) {
    return new Scenario(name, true, false, nights, what);
  }

  private static Scenario honest(String name, int nights, Consumer<Disk> what) {
    return new Scenario(name, false, false, nights, what);
  }

  private TripwireBench() {}

  /** Prints the table, as Markdown; of files, how many of their blocks are noise after text. */
  public static void main(String[] args) throws IOException {
    if (args.length > 0 && !args[0].matches("\\d+")) {
      for (String file : args) {
        printNoise(Path.of(file));
      }
    } else {
      printTable(args.length > 0 ? Integer.parseInt(args[0]) : 40);
    }
  }

  private static void printNoise(Path file) throws IOException {
    int blocks = 0;
    int noise = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] block = in.readNBytes(ALL); block.length == ALL; block = in.readNBytes(ALL)) {
        blocks++;
        noise += Noise.replaced(made(Kind.TEXT, 0), block) ? 1 : 0;
      }
    }
    System.out.println("%s: %d of %d blocks".formatted(file, noise, blocks));
  }

  private static void printTable(int seeds) {
    System.out.println("| what happens | with history | without |");
    System.out.println("| --- | --- | --- |");
    for (boolean attack : List.of(true, false)) {
      System.out.println(attack ? "| **attacks: found** | | |" : "| **honest: alarms** | | |");
      for (Scenario scenario : SCENARIOS) {
        if (scenario.attack() == attack) {
          System.out.printf(
              Locale.ROOT,
              "| %s | %s | %s |%n",
              scenario.name(),
              share(scenario, HISTORY, seeds),
              share(scenario, 0, seeds));
        }
      }
    }
  }

  private static String share(Scenario scenario, int history, int seeds) {
    int tripped = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      tripped += trips(scenario, history, seed) ? 1 : 0;
    }
    return "%d of %d".formatted(tripped, seeds);
  }

  private static boolean trips(Scenario scenario, int history, int seed) {
    Disk disk = new Disk(seed, scenario.noise());
    List<VolumeChange> nights = new ArrayList<>();
    for (int night = 0; night < history + scenario.nights(); night++) {
      Block[] before = disk.blocks.clone();
      disk.ordinary();
      if (night >= history) {
        scenario.what().accept(disk);
      }
      VolumeChange change = disk.since(before);
      if (Tripwire.tripped(change, Usual.of(history == 0 ? List.of() : nights)).isPresent()
          && night >= history) {
        return true;
      }
      nights.add(change);
    }
    return false;
  }

  private static byte[] content(Block block, int place) {
    byte[] bytes = made(block.kind(), place + 7 * block.written()).clone();
    byte[] cipher = made(Kind.CIPHER, place + 7 * block.written());
    for (int from = 0; from < bytes.length && block.encrypted() > 0; from += block.stride()) {
      System.arraycopy(cipher, from, bytes, from, Math.min(block.encrypted(), bytes.length - from));
    }
    return bytes;
  }

  private static byte[] made(Kind kind, int variant) {
    return CONTENT
        .computeIfAbsent(kind, TripwireBench::variants)
        .get(Math.floorMod(variant, VARIANTS));
  }

  @SuppressWarnings("EnumOrdinal") // a seed, which the table in the documentation was made with
  private static List<byte[]> variants(Kind kind) {
    List<byte[]> made = new ArrayList<>();
    for (int variant = 0; variant < VARIANTS; variant++) {
      Random random = new Random(1_000L * kind.ordinal() + variant);
      made.add(Arrays.copyOf(make(kind, random), ALL));
    }
    return made;
  }

  private static byte[] make(Kind kind, Random random) {
    return switch (kind) {
      case ZEROS -> new byte[ALL];
      case TEXT -> text(random, ALL);
      case DATABASE -> database(random);
      case CODE -> code(random);
      case GZIP -> gzip(text(random, 8 * ALL));
      case XZ, CIPHER -> {
        byte[] noise = new byte[ALL];
        random.nextBytes(noise);
        yield noise;
      }
    };
  }

  private static byte[] text(Random random, int size) {
    StringBuilder text = new StringBuilder(size + 200);
    while (text.length() < size) {
      text.append(
              "2026-03-01T03:%02d:%02d.%06dZ "
                  .formatted(random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000)))
          .append(random.nextInt(4) == 0 ? "WARN" : "INFO")
          .append(" order ")
          .append(Long.toHexString(random.nextLong()))
          .append(" of customer ")
          .append(random.nextInt(100_000))
          .append(" costs ")
          .append(random.nextInt(10_000) / 100.0)
          .append('\n');
    }
    return text.toString().getBytes(US_ASCII);
  }

  /** Pages of 8 KiB, three quarters full of rows with small numbers, keys and names. */
  private static byte[] database(Random random) {
    byte[] bytes = new byte[ALL];
    for (int page = 0; page < ALL; page += 8192) {
      for (int row = page + 24; row + 64 < page + 6144; row += 64) {
        bytes[row] = (byte) random.nextInt(256);
        bytes[row + 1] = (byte) random.nextInt(8);
        byte[] name =
            "customer %08d Main Street %d"
                .formatted(random.nextInt(1 << 24), random.nextInt(99))
                .getBytes(US_ASCII);
        System.arraycopy(name, 0, bytes, row + 16, Math.min(name.length, 48));
      }
    }
    return bytes;
  }

  /** Bytes as uneven as those of machine code: about 6 bits each. */
  private static byte[] code(Random random) {
    byte[] bytes = new byte[ALL];
    for (int i = 0; i < ALL; i++) {
      bytes[i] = (byte) (random.nextInt(5) == 0 ? 0 : Math.abs((int) (random.nextGaussian() * 40)));
    }
    return bytes;
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      deflater.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
