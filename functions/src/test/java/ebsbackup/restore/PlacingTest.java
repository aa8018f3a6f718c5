package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacingTest {
  @Test
  void withoutAnAssignment_itIsRefused() {
    // An undo would detach the new volumes, and attach none of the old ones.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Placing(Optional.empty(), true, false, false, List.of()))
        .withMessageContaining("placing.assignments");
  }
}
