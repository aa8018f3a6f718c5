package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.report.Quantity;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What concerns all parsers: disks that nothing recognizes, and the budget. */
class InspectionTest {
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"gpt-ext4-100g", "gpt-xfs-100g"})
  void diskOf100GiB_takesAtMost12Requests(String image) {
    for (SparseImage disk : List.of(SparseImage.named(image), SparseImage.named(image).full())) {
      Inspection inspection = disk.inspect();

      assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
      assertThat(inspection.requests()).isLessThanOrEqualTo(12);
    }
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

  /** The whole disk was a file system once, and its superblock is in front of the partitions. */
  @Test
  void superblockFromBeforeTheDiskWasPartitioned_isNoFault() {
    byte[] leftOver = SparseImage.named("btrfs").read(65_536, 4096);
    SparseImage disk = SparseImage.named("mbr").flipped(65_536, 1).write(65_536, leftOver);

    assertThat(disk.inspect().verdict()).isEqualTo(new Verdict.Sound());
    assertThat(disk.inspect().volumes())
        .extracting(volume -> volume.content().type())
        .containsExactly("ext4", "swap");
    assertThat(disk.flipped(1_049_600, 1).inspect().verdict()).isInstanceOf(Verdict.Damaged.class);
    assertThat(disk.flipped(446, 1).inspect().verdict()).isInstanceOf(Verdict.Damaged.class);
  }

  @Test
  void damagedDiskWhoseFirstSectorNamesPartitionsThatHoldNothing_isDamaged() {
    byte[] table = SparseImage.named("mbr").read(446, 66);
    SparseImage disk = SparseImage.named("btrfs").flipped(65_540, 0);

    assertThat(disk.write(446, table).inspect().verdict()).isEqualTo(new Verdict.Sound());
    assertThat(disk.flipped(65_632, 1).inspect().verdict()).isInstanceOf(Verdict.Damaged.class);
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

  /** What is recognized by a few bytes, and what only looks like it. */
  @ParameterizedTest
  @CsvSource({
    "0, fc4e2ba901000000, linux_raid_member",
    "4096, fc4e2ba901000000, linux_raid_member",
    "8192, fc4e2ba901000000, unknown",
    "4096, fc4e2ba902000000, unknown",
    "4096, fc4e2ba801000000, unknown",
    "82, 4641543332202020, vfat",
    "54, 4641543136202020, vfat",
    "54, 4641543332202020, unknown",
  })
  void bytesOfATypeWithoutChecksums_areRecognized(long offset, String bytes, String type) {
    SparseImage image =
        SparseImage.empty(16 * MIB)
            .write(510, new byte[] {0x55, (byte) 0xaa})
            .write(offset, HexFormat.of().parseHex(bytes));

    assertThat(image.inspect().volumes().getFirst().content().type()).isEqualTo(type);
    assertThat(image.flipped(510, 0x55).inspect().volumes().getFirst().content().type())
        .isEqualTo(type.equals("vfat") ? "unknown" : type);
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
  void damageThatWasFoundBeforeTheBudgetWasUsedUp_stays() {
    SparseImage damaged = SparseImage.named("gpt").flipped(1024, 1);

    assertThat(damaged.inspect(4).verdict()).isInstanceOf(Verdict.Damaged.class);
  }

  /** Such as a partition that was made smaller, but not its file system. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext4",
        "ext4-csum-seed",
        "ext4-uninit",
        "ext3",
        "ext2",
        "xfs",
        "xfs-v4",
        "btrfs",
        "btrfs-sha256",
        "ntfs",
        "swap",
        "lvm",
        "gpt",
        "mbr"
      })
  void diskWhoseEndIsMissing_isDamaged(String image) {
    SparseImage whole = SparseImage.named(image);

    assertThat(whole.resized(whole.size()).inspect().verdict()).isEqualTo(new Verdict.Sound());
    assertThat(whole.resized(whole.size() - BlockSource.BLOCK_SIZE).inspect().verdict())
        .isInstanceOf(Verdict.Damaged.class);
  }
}
