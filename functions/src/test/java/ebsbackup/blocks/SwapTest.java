package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Swap space, on images of the real tools. */
class SwapTest {
  @ParameterizedTest
  @CsvSource({
    "swap, swap, swap, 0b5e55ed-0000-4000-8000-000000000008, , 4194304",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state, Long size) {
    ImageChecks.isSound(image, type, label, id, state, size);
  }

  @Test
  void labelWithoutAZeroAtItsEnd_isReadWhole() {
    String label = "0123456789abcdef";
    SparseImage labeled =
        SparseImage.named("swap")
            .flipped(1052, 1)
            .write(1052, label.getBytes(StandardCharsets.US_ASCII));

    assertThat(labeled.inspect().volumes().getFirst().content().label()).contains(label);
  }

  @ParameterizedTest
  @CsvSource({
    "swap, swap header, 1024, 4, ff",
    "swap, swap header, 1029, 3, fc",
    "swap, swap header, 1033, 3, fc",
    "swap, swap header, 4086, 10, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          swap; 4086=54; unknown unknown of unknown bytes, no state
          swap; 1024=02; swap header at byte 1024: found 2, expected 1
          swap; 1028=00000000; swap header at byte 1028: found last page 0, expected 1 to 1023
          swap; 1028=00040000; swap header at byte 1028: found last page 1024, expected 1 to 1023
          swap; 1028=01000000; sound swap of 8192 bytes, no state
          swap; 1032=7d02; sound swap of 4194304 bytes, no state
          swap; 1032=7e02; swap header at byte 1032: found 638 bad pages, expected at most 637
          swap; 4086=00000000000000000000 8182=53574150535041434532; swap header at byte 1028: found last page 1023, expected 1 to 511
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
