package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an inspection must find in an image of a real tool, sound or damaged. */
final class ImageChecks {
  /** The bits of a structure that are tried. {@code -Dinspect.rounds=N} tries N times as many. */
  private static final int SOME = 14 * Integer.getInteger("inspect.rounds", 1);

  private static final Pattern CHANGE = Pattern.compile("(~?)(\\d+)(?:=(\\w+))?");

  private ImageChecks() {}

  /**
   * A disk without partitions is recognized and sound.
   *
   * @param id a regular expression
   */
  static void isSound(String image, String type, String label, String id, String state, Long size) {
    Inspection inspection = SparseImage.named(image).inspect();

    Content content = inspection.volumes().getFirst().content();
    assertThat(content.id().orElseThrow()).matches(id);
    assertThat(content)
        .isEqualTo(
            new Content(
                type,
                Optional.ofNullable(label),
                content.id(),
                Optional.ofNullable(size),
                Optional.ofNullable(state),
                new Verdict.Sound()));
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(inspection.table()).isEmpty();
    assertThat(inspection.requests()).isLessThanOrEqualTo(12);
  }

  /**
   * One wrong bit is found: some bits of the bytes, the same in every run.
   *
   * @param structure the name that a damage has; or several, with a bar between
   * @param start of the bytes that are checked
   * @param mask the bits of each byte that are checked
   */
  static void findsWrongBit(String image, String structure, long start, int length, String mask) {
    SparseImage sound = SparseImage.named(image);
    int bits = Integer.parseInt(mask, 16);
    for (int n : chosen(length)) {
      long offset = start + n / 8;
      int bit = 1 << n % 8;
      if ((bits & bit) == 0) {
        continue;
      }
      isDamaged(
          sound.flipped(offset, bit),
          "bit 0x%02x of byte %d".formatted(bit, offset),
          List.of(structure.split("\\|")));
    }
  }

  /** A structure that is overwritten as a whole, with its magic, is found. */
  static void findsOverwritten(String image, String structure, long start, int length) {
    byte[] zeros = new byte[length];
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    for (byte[] bytes : List.of(zeros, noise)) {
      isDamaged(
          SparseImage.named(image).flipped(start, 1).write(start, bytes),
          "first byte " + bytes[0],
          List.of(structure));
    }
  }

  /**
   * This is found in an image with changes: all damages, with a bar between, or what the first
   * volume is. Each change must make a difference.
   *
   * @param changes {@code OFFSET=HEX} writes bytes; {@code ~OFFSET} makes the checksum of the
   *     structure there match
   */
  static void finds(String image, String changes, String expected) {
    assertThat(text(changed(image, changes).inspect())).isEqualTo(expected);
  }

  static String text(Inspection inspection) {
    String partitions =
        inspection
            .table()
            .map(
                table ->
                    " / %s%s".formatted(listed(table), table.state().map(" "::concat).orElse("")))
            .orElse("");
    if (inspection.verdict() instanceof Verdict.Damaged damaged) {
      return String.join(" | ", damaged.damages().stream().map(Damage::toString).toList())
          + partitions;
    }
    Content content = inspection.volumes().getFirst().content();
    return "%s %s of %s bytes, %s%s"
        .formatted(
            inspection.verdict().word(),
            content.type(),
            content.size().map(String::valueOf).orElse("unknown"),
            content.state().orElse("no state"),
            partitions);
  }

  private static String listed(PartitionTable table) {
    return table.type()
        + " "
        + table.id()
        + table.partitions().stream()
            .map(
                partition ->
                    " %d:%d+%d"
                        .formatted(partition.number(), partition.start(), partition.length()))
            .collect(Collectors.joining());
  }

  private static SparseImage changed(String image, String changes) {
    SparseImage changed = SparseImage.named(image);
    for (MatchResult change : CHANGE.matcher(changes).results().toList()) {
      long offset = Long.parseLong(change.group(2));
      byte[] bytes;
      if (change.group(1).isEmpty()) {
        bytes = HexFormat.of().parseHex(change.group(3));
      } else {
        Forgery forgery = Forgery.of(image, offset);
        bytes = changed.read(offset, forgery.length());
        forgery.seal(bytes);
      }
      assertThat(changed.read(offset, bytes.length)).as(change.group()).isNotEqualTo(bytes);
      changed = changed.flipped(offset, 0).write(offset, bytes);
    }
    return changed;
  }

  private static void isDamaged(SparseImage image, String description, List<String> structures) {
    assertThat(image.inspect().verdict())
        .as(description)
        .isInstanceOfSatisfying(
            Verdict.Damaged.class,
            damaged ->
                assertThat(damaged.damages())
                    .extracting(Damage::structure)
                    .containsAnyElementsOf(structures));
  }

  private static List<Integer> chosen(int length) {
    int all = length * 8;
    if (all <= SOME) {
      return IntStream.range(0, all).boxed().toList();
    }
    return new Random(length).ints(SOME, 0, all).boxed().toList();
  }
}
