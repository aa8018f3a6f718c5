package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.report.Quantity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of the real tools, and disks that nothing recognizes. */
class InspectionTest {
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "ext4,           ext4,  data,   0b5e55ed-0000-4000-8000-000000000001, journal clean",
    "ext4-csum-seed, ext4,  seed,   0b5e55ed-0000-4000-8000-000000000002, journal clean",
    "ext4-uninit,    ext4,  uninit, 0b5e55ed-0000-4000-8000-000000000003, journal clean",
    "ext3,           ext3,  three,  0b5e55ed-0000-4000-8000-000000000004, journal clean",
    "ext2,           ext2,  two,    0b5e55ed-0000-4000-8000-000000000005, ",
    "xfs,            xfs,   data,   0b5e55ed-0000-4000-8000-000000000006, ",
    "xfs-v4,         xfs,   ,       .*,                                   ",
    "btrfs,          btrfs, data,   0b5e55ed-0000-4000-8000-000000000007, log clean",
    "btrfs-sha256,   btrfs, ,       .*,                                   log clean",
    "ntfs,           ntfs,  data,   [0-9a-f]{16},                         clean",
    "swap,           swap,  swap,   0b5e55ed-0000-4000-8000-000000000008, ",
    "lvm,            LVM2_member, data, \\w{32},                          in a volume group",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state) {
    Inspection inspection = SparseImage.named(image).inspect();

    Content content = inspection.volumes().getFirst().content();
    assertThat(content.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(content.type()).isEqualTo(type);
    assertThat(content.label()).isEqualTo(Optional.ofNullable(label));
    assertThat(content.id().orElseThrow()).matches(id);
    assertThat(content.state()).isEqualTo(Optional.ofNullable(state));
    assertThat(inspection.table()).isEmpty();
    assertThat(inspection.requests()).isLessThanOrEqualTo(12);
  }

  /** Copied while files were written, or marked by ntfsfix: what a snapshot usually finds. */
  @ParameterizedTest
  @CsvSource({
    "ext4-dirty,  journal to be replayed",
    "btrfs-dirty, log to be replayed",
    "ntfs-dirty,  marked dirty",
    "xfs-dirty,   "
  })
  void dirtyImage_isSound(String image, String state) {
    Inspection inspection = SparseImage.named(image).inspect();

    Content content = inspection.volumes().getFirst().content();
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(content.label()).contains("dirty");
    assertThat(content.state()).isEqualTo(Optional.ofNullable(state));
  }

  @ParameterizedTest
  @CsvSource({
    "luks1, LUKS1, 0b5e55ed-0000-4000-8000-000000000009",
    "luks2, LUKS2, 0b5e55ed-0000-4000-8000-00000000000a"
  })
  void encryptedGuest_isUnknown(String image, String state, String id) {
    Inspection inspection = SparseImage.named(image).inspect();

    Content content = inspection.volumes().getFirst().content();
    assertThat(inspection.verdict())
        .isEqualTo(new Verdict.Unknown("encrypted in the guest: its header is sound"));
    assertThat(content.type()).isEqualTo("crypto_LUKS");
    assertThat(content.state()).contains(state);
    assertThat(content.id()).contains(id);
    Inspection otherVersion = SparseImage.named(image).flipped(7, 4).inspect();
    assertThat(otherVersion.volumes().getFirst().content().state()).contains(state);
  }

  @Test
  void gpt_showsItsPartitions() {
    Inspection inspection = SparseImage.named("gpt").inspect();

    PartitionTable table = inspection.table().orElseThrow();
    assertThat(table.type()).isEqualTo("gpt");
    assertThat(table.id()).isEqualTo("0b5e55ed-0000-4000-8000-00000000000b");
    assertThat(table.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(table.state()).isEmpty();
    assertThat(table.partitions())
        .extracting(partition -> partition.name().orElseThrow())
        .containsExactly("bios", "efi", "root");
    assertThat(table.partitions().get(2))
        .isEqualTo(
            new Partition(
                3,
                "0fc63daf-8483-4772-8e79-3d69d8477de4",
                Optional.of("root"),
                12_288 * 512,
                85_983 * 512));
    assertThat(inspection.volumes())
        .extracting(volume -> volume.content().type())
        .containsExactly("empty", "vfat", "ext4");
    assertThat(inspection.requests()).isLessThanOrEqualTo(12);
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void grownDisk_hasItsBackupInTheMiddle_whichIsNoFault() {
    Inspection inspection = SparseImage.named("gpt-grown").inspect();

    assertThat(inspection.table().orElseThrow().state())
        .contains("the disk was enlarged after partitioning");
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  /** As a disk with sectors of 4,096 bytes has it: header and entries in sectors 1, 2 and 3. */
  @Test
  void gptOfLargeSectors_showsItsPartitions() {
    int sector = 4096;
    byte[] entry = new byte[128];
    little(entry).putInt(0, 1).putLong(32, 6).putLong(40, 7);
    SparseImage image = SparseImage.empty(10L * sector);
    image.write(450, new byte[] {(byte) 0xee, 0, 0, 0, 1});
    image.write(510, new byte[] {0x55, (byte) 0xaa});
    for (int[] place : new int[][] {{1, 9, 2}, {9, 1, 3}}) {
      byte[] bytes = new byte[92];
      ByteBuffer header = little(bytes).put(0, "EFI PART".getBytes(StandardCharsets.US_ASCII));
      header.putInt(12, 92).putLong(24, place[0]).putLong(32, place[1]).putLong(72, place[2]);
      header.putInt(80, 1).putInt(84, 128).putInt(88, (int) Crc.CRC32.of(entry, 0, 128));
      header.putInt(16, (int) Crc.CRC32.of(bytes, 0, 92));
      image.write((long) place[0] * sector, bytes);
      image.write((long) place[2] * sector, entry);
    }

    PartitionTable table = image.inspect().table().orElseThrow();

    assertThat(table.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(table.partitions())
        .extracting(Partition::start, Partition::length)
        .containsExactly(tuple(6L * sector, 2L * sector));
  }

  /** NTFS keeps the last two bytes of each sector elsewhere: here they are within the label. */
  @Test
  void ntfsLabelAcrossTheEndOfASector_isReadWhole() {
    int record = 16_384 + 3 * 1024;
    SparseImage image = SparseImage.named("ntfs").flipped(record, 0);
    byte[] label = "a label of text".getBytes(StandardCharsets.UTF_16LE);
    int at = 512 - 40;
    byte[] first = new byte[at - 0x40];
    little(first).putInt(0, 0x10).putInt(4, first.length);
    byte[] second = new byte[24];
    little(second).putInt(0, 0x60).putInt(4, 56).putInt(16, 30).put(20, (byte) 24);
    image.write(record + 0x14, new byte[] {0x40, 0});
    image.write(record + 0x40, first);
    image.write(record + at, second);
    image.write(record + at + 24, label);
    image.write(record + at + 56, new byte[] {-1, -1, -1, -1});
    int array = image.get(record + 4);
    for (int i = 0; i < 2; i++) {
      image.write(record + array + 2 + i, new byte[] {image.get(record + 510 + i)});
      image.write(record + 510 + i, new byte[] {image.get(record + array + i)});
    }

    assertThat(image.inspect().volumes().getFirst().content().label()).contains("a label of text");
  }

  @Test
  void ntfsWhoseStateIsNotRead_isNotCalledClean() {
    int clusterOfTheTable = 0x30;
    SparseImage image = SparseImage.named("ntfs").flipped(clusterOfTheTable, 0xff);

    Content content = image.inspect().volumes().getFirst().content();

    assertThat(content.verdict()).isInstanceOf(Verdict.Damaged.class);
    assertThat(content.state()).isEmpty();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-ext4-100g", "gpt-xfs-100g"})
  void diskOf100GiB_takesAtMost12Requests(String image) {
    for (SparseImage disk : List.of(SparseImage.named(image), SparseImage.named(image).full())) {
      Inspection inspection = disk.inspect();

      assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
      assertThat(inspection.requests()).isLessThanOrEqualTo(12);
    }
  }

  @Test
  void mbr_showsItsPartitions() {
    Inspection inspection = SparseImage.named("mbr").inspect();

    PartitionTable table = inspection.table().orElseThrow();
    assertThat(table.type()).isEqualTo("dos");
    assertThat(table.id()).isEqualTo("0b5e55ed");
    assertThat(table.partitions())
        .containsExactly(
            new Partition(1, "83", Optional.empty(), 2048 * 512, 40_960 * 512),
            new Partition(2, "82", Optional.empty(), 43_008 * 512, 55_296 * 512));
    assertThat(inspection.volumes())
        .extracting(volume -> volume.content().type())
        .containsExactly("ext4", "swap");
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void mbrWhoseOnlyEntryIsTheFourth_showsItsPartition() {
    SparseImage mbr = SparseImage.named("mbr");
    byte[] entries = new byte[64];
    System.arraycopy(read(mbr, 446, 16), 0, entries, 48, 16);

    Inspection inspection = mbr.flipped(446, 1).write(446, entries).inspect();

    assertThat(inspection.table().orElseThrow().partitions())
        .containsExactly(new Partition(4, "83", Optional.empty(), 2048 * 512, 40_960 * 512));
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  @ParameterizedTest
  @CsvSource({"gpt, 1024, empty vfat ext4", "mbr, 510, ext4 swap"})
  void damagedTable_showsItsPartitions(String image, long damaged, String types) {
    Inspection inspection = SparseImage.named(image).flipped(damaged, 1).inspect();

    assertThat(inspection.table().orElseThrow().verdict()).isInstanceOf(Verdict.Damaged.class);
    assertThat(inspection.volumes())
        .extracting(volume -> volume.content().type())
        .containsExactly(types.split(" "));
    assertThat(inspection.volumes().getFirst().content().verdict())
        .isNotInstanceOf(Verdict.Unread.class);
  }

  /** Labels have no zero at their end if they fill their field. */
  @ParameterizedTest
  @CsvSource({"swap, 1052, 16", "ext2, 1144, 16", "xfs-v4, 108, 12"})
  void labelThatFillsItsField_isReadWhole(String image, long offset, int length) {
    String label = "0123456789abcdef".substring(0, length);
    SparseImage labeled =
        SparseImage.named(image)
            .flipped(offset, 1)
            .write(offset, label.getBytes(StandardCharsets.US_ASCII));

    assertThat(labeled.inspect().volumes().getFirst().content().label()).contains(label);
  }

  @Test
  void zeros_areUnknown() {
    Inspection inspection = SparseImage.empty(64 * MIB).inspect();

    assertThat(inspection.verdict()).isEqualTo(new Verdict.Unknown("its first 64 KiB are zeros"));
    assertThat(inspection.requests()).isEqualTo(1);
  }

  @Test
  void noise_isUnknown() {
    for (int seed = 0; seed < 50; seed++) {
      byte[] noise = new byte[MIB];
      new Random(seed).nextBytes(noise);

      assertThat(SparseImage.empty(16 * MIB).write(0, noise).inspect().verdict())
          .isEqualTo(new Verdict.Unknown("no structure is recognized"));
    }
  }

  /** Noise that has the two bytes by which ext4 and an MBR are known. */
  @Test
  void noiseWithAShortMagic_isUnknown() {
    for (int seed = 0; seed < 50; seed++) {
      byte[] noise = new byte[MIB];
      new Random(seed).nextBytes(noise);
      SparseImage image = SparseImage.empty(16 * MIB).write(0, noise);
      image.write(1024 + 0x38, new byte[] {0x53, (byte) 0xef});
      image.write(510, new byte[] {0x55, (byte) 0xaa});

      assertThat(image.inspect().verdict())
          .isEqualTo(new Verdict.Unknown("no structure is recognized"));
    }
  }

  /** Pages as PostgreSQL writes them, and a database has them on a raw disk. */
  @Test
  void rawDatabase_isUnknown() {
    SparseImage image = SparseImage.empty(64 * MIB);
    byte[] page = new byte[8192];
    for (int i = 0; i < 256; i++) {
      new Random(i).nextBytes(page);
      // LSN, checksum, flags, lower, upper, special, layout 4.
      System.arraycopy(
          new byte[] {0, 0, 0, 0, 16, (byte) i, 9, 3, 1, 2, 0, 0, 48, 0, 0, 32, 0, 32, 4, 32},
          0,
          page,
          0,
          20);
      image.write(i * 8192L, page);
    }

    assertThat(image.inspect().verdict())
        .isEqualTo(new Verdict.Unknown("no structure is recognized"));
  }

  @Test
  void memberOfAnArray_isUnknown() {
    SparseImage image = SparseImage.empty(16 * MIB);
    image.write(4096, new byte[] {(byte) 0xfc, 0x4e, 0x2b, (byte) 0xa9, 1, 0, 0, 0});

    assertThat(image.inspect().verdict()).isEqualTo(new Verdict.Unknown("a member of an md array"));
  }

  @Test
  void budgetThatIsUsedUp_isUnread_andFindsNothingSoundOrDamaged() {
    SparseImage gpt = SparseImage.named("gpt");
    int enough = gpt.inspect().requests();
    for (int most = 1; most < enough; most++) {
      assertThat(gpt.inspect(most).verdict())
          .isEqualTo(
              new Verdict.Unread(
                  "The budget is used up after " + Quantity.of(most, "request"), false));
    }
    assertThat(gpt.inspect(enough).verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void btrfsThatGrewPastTheOffsetOfItsMirror_mayHaveNone() {
    int mirror = 64 * MIB;
    SparseImage grown = SparseImage.named("btrfs").flipped(mirror, 1).write(mirror, new byte[4096]);

    assertThat(grown.inspect().verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void entriesOfGptOutsideOfTheDisk_areDamage() {
    SparseImage gpt = SparseImage.named("gpt");
    byte[] header = read(gpt, 512, 92);
    little(header).putLong(72, 1L << 40).putInt(16, 0);
    CRC32 checksum = new CRC32();
    checksum.update(header);
    little(header).putInt(16, (int) checksum.getValue());

    Verdict verdict = gpt.flipped(512, 1).write(512, header).inspect().verdict();

    assertThat(verdict).isInstanceOf(Verdict.Damaged.class);
    assertThat(verdict.toString()).contains("entries in sector 1099511627776");
  }

  /** The text of LVM2 lies in a ring buffer, which begins after the header of one sector. */
  @Test
  void lvmTextThatReachesTheEndOfItsArea_continuesAtTheBeginning() {
    int area = 4096;
    SparseImage lvm = SparseImage.named("lvm");
    byte[] header = read(lvm, area, 512);
    int end = (int) little(header).getLong(32);
    int length = (int) little(header).getLong(48);
    byte[] text = read(lvm, area + little(header).getLong(40), length);
    little(header).putLong(40, end - 300);
    little(header).putInt(0, (int) Lvm.crc(new Bytes(header, area), 4));

    Inspection inspection =
        lvm.flipped(area, 1)
            .write(area, header)
            .write(area + end - 300, Arrays.copyOf(text, 300))
            .write(area + 512, Arrays.copyOfRange(text, 300, length))
            .inspect();

    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(inspection.volumes().getFirst().content().label()).contains("data");
  }

  private static byte[] read(SparseImage image, long offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = image.get(offset + i);
    }
    return bytes;
  }

  @Test
  void damageThatWasFoundBeforeTheBudgetWasUsedUp_stays() {
    SparseImage damaged = SparseImage.named("gpt").flipped(1024, 1);

    assertThat(damaged.inspect(4).verdict()).isInstanceOf(Verdict.Damaged.class);
  }
}
