package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @Test
  void parse_readsCalendarAndClockTime() {
    assertThat(Span.parse("f", "P1Y2M3DT4H"))
        .isEqualTo(new Span(Period.of(1, 2, 3), Duration.ofHours(4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"P2D", "P1Y6M", "PT36H", "P1DT12H"})
  void toString_isReadBack(String text) {
    assertThat(Span.parse("f", text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "P", "PT", "2d", "P-2D", "P0D", "PT0S", "P1DT", "P1H", "p2d", "P1.5D"})
  void parse_refusesWhatIsNoSpan(String text) {
    assertThatThrownBy(() -> Span.parse("keep.within", text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("keep.within: expected an ISO-8601 span");
  }
}
