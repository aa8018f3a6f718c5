package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.RequestBudget;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log of XFS, written sector by sector: where its last record is, and what it says. */
class XfsLogTest {
  private static final int SECTOR = 512;
  private static final int BLOCK = 4096;
  private static final int FIRST_BLOCK = 16;
  private static final int SECTORS = 1024;

  private final byte[] log = new byte[SECTORS * SECTOR];

  /** The round changes behind the record, or the record ends with the log. */
  @ParameterizedTest
  @CsvSource({"0, 2", "7, 9", "510, 512", "700, 702", "1022, 1024"})
  void logThatEndsWithAnUnmount_isNotReplayed(int record, int end) {
    rounds(end);
    record(record, 2, 1, 1, 0x20);

    assertThat(mayHaveToBeReplayed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 0x00", "2, 0x20"})
  void logThatEndsWithAnotherRecord_isReplayed(int operations, String flags) {
    rounds(9);
    record(7, 2, 1, operations, Integer.decode(flags));

    assertThat(mayHaveToBeReplayed()).isTrue();
  }

  @Test
  void changesBehindAnUnmount_areReplayed() {
    rounds(11);
    record(7, 2, 1, 1, 0x20);

    assertThat(mayHaveToBeReplayed()).isTrue();
  }

  /** A stripe unit of the log makes records larger, and a large record needs more headers. */
  @ParameterizedTest
  @CsvSource({"2, 8, 512", "2, 2, 100", "2, 1, 64", "1, 1, 64"})
  void unmountInARecordThatIsPadded_isFound(int version, int headers, int sectors) {
    int record = 5;
    rounds(record + headers + sectors);
    record(record, version, headers, 1, 0x20);
    big().putInt(record * SECTOR + 12, sectors * SECTOR);

    assertThat(mayHaveToBeReplayed()).isFalse();
  }

  @Test
  void emptyLog_mayHaveToBeReplayed() {
    assertThat(mayHaveToBeReplayed()).isTrue();
  }

  /** The sectors up to the end are from the second round, the others from the first. */
  private void rounds(int end) {
    for (int sector = 0; sector < SECTORS; sector++) {
      big().putInt(sector * SECTOR, sector < end ? 2 : 1);
    }
  }

  private void record(int sector, int version, int headers, int operations, int flags) {
    int at = sector * SECTOR;
    big().putInt(at, 0xfeedbabe).putInt(at + 4, 2).putInt(at + 8, version);
    big().putInt(at + 12, SECTOR).putInt(at + 40, operations);
    big().putInt(at + 320, headers * 32_768);
    log[at + headers * SECTOR + 9] = (byte) flags;
  }

  private ByteBuffer big() {
    return ByteBuffer.wrap(log);
  }

  private boolean mayHaveToBeReplayed() {
    byte[] sb = new byte[SECTOR];
    ByteBuffer.wrap(sb).putInt(4, BLOCK).putLong(48, FIRST_BLOCK).putInt(84, 1024);
    ByteBuffer.wrap(sb).putInt(88, 1).putInt(96, log.length / BLOCK).put(124, (byte) 10);
    SparseImage image = SparseImage.empty(4 << 20).write((long) FIRST_BLOCK * BLOCK, log);
    RequestBudget budget = new RequestBudget(100, Instant.MAX, SparseImage.CLOCK);
    Region region = Region.of(new BlockReader(image, budget, SparseImage.CLOCK));
    return XfsLog.mayHaveToBeReplayed(region, new Bytes(sb, 0));
  }
}
