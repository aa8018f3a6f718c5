package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private final Clock clock = Clock.fixed(Samples.NIGHT, ZoneOffset.UTC);

  @Test
  void endsWithTheLastRequest() {
    RequestBudget budget = new RequestBudget(2, Instant.MAX, clock);

    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
    assertThat(budget.taken()).isEqualTo(2);
  }

  @Test
  void endsWhenItsTimeIsOver() {
    assertThat(new RequestBudget(2, Samples.NIGHT.plus(Duration.ofNanos(1)), clock).take())
        .isTrue();
    RequestBudget late = new RequestBudget(2, Samples.NIGHT, clock);

    assertThat(late.take()).isFalse();
    assertThat(late.taken()).isZero();
  }

  @Test
  void aPart_takesFromTheWhole_andNoMoreThanItself() {
    RequestBudget whole = new RequestBudget(3, Instant.MAX, clock);
    RequestBudget part = whole.part(2);

    assertThat(part.take()).isTrue();
    assertThat(part.take()).isTrue();
    assertThat(part.take()).isFalse();
    assertThat(part.spent()).isTrue();
    assertThat(whole.spent()).isFalse();
    assertThat(whole.taken()).isEqualTo(2);
    RequestBudget next = whole.part(2);
    assertThat(next.take()).isTrue();
    assertThat(next.take()).isFalse();
    assertThat(next.spent()).isTrue();
    assertThat(next.taken()).isEqualTo(1);
    assertThat(whole.taken()).isEqualTo(3);
  }
}
