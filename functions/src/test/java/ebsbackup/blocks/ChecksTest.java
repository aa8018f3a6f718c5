package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final Bytes BYTES = new Bytes(new byte[] {'L', 'A', 'B', 'E', 'L'}, 512);

  private final Checks checks = new Checks();

  @Test
  void eachCheckReturnsWhetherItHolds() {
    assertThat(checks.magic("s", BYTES, 2, "BEL")).isTrue();
    assertThat(checks.number("s", 1, 5, 5)).isTrue();
    assertThat(checks.checksum("s", 1, 6, 6)).isTrue();
    assertThat(checks.that(true, "s", 1, "a", "b")).isTrue();
    assertThat(checks.pass()).isTrue();
    assertThat(checks.count()).isZero();
    assertThat(checks.verdict()).isEqualTo(new Verdict.Sound());

    assertThat(checks.magic("s", BYTES, 1, "BEL")).isFalse();
    assertThat(checks.number("s", 1, 5, 6)).isFalse();
    assertThat(checks.checksum("s", 1, 6, 7)).isFalse();
    assertThat(checks.that(false, "s", 1, "a", "b")).isFalse();
    assertThat(checks.pass()).isFalse();
    assertThat(checks.count()).isEqualTo(4);
  }

  @Test
  void twentyDamagesAreKept_andTheOthersCounted() {
    IntStream.range(0, 20).forEach(at -> checks.damage("s", at, "a", "b"));
    assertThat(damaged().damages()).hasSize(20);
    assertThat(damaged().more()).isZero();

    checks.damage("s", 20, "a", "b");
    checks.damage("s", 21, "a", "b");
    assertThat(damaged().damages()).hasSize(20).last().isEqualTo(new Damage("s", 19, "a", "b"));
    assertThat(damaged().more()).isEqualTo(2);
    assertThat(checks.count()).isEqualTo(22);
  }

  private Verdict.Damaged damaged() {
    return (Verdict.Damaged) checks.verdict();
  }
}
