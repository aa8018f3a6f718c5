package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {
  @Test
  void seedsThatHold_areCounted() {
    Cli.Result result = Cli.run("simulate", "--seeds", "1", "--from", "7", "--json");

    assertThat(result.status()).isZero();
    Map<?, ?> json = result.json();
    assertThat(json.get("seeds")).isEqualTo(1L);
    assertThat((Long) json.get("executions")).isPositive();
    assertThat(json.get("failures")).isEqualTo(List.of());
  }
}
