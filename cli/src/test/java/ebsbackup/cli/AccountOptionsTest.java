package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class AccountOptionsTest {
  @Command
  private record Holder(@Mixin AccountOptions options) {}

  private static AccountOptions options(String line) {
    AccountOptions options = new AccountOptions();
    new CommandLine(new Holder(options))
        .parseArgs(
            Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new));
    return options;
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "--profile ann, true",
    "--region eu-west-1, true",
    "--profile ann --region eu-west-1, true"
  })
  void anAccountIsGiven_andNamedAgainAsItWasWritten(String line, boolean given) {
    assertThat(options(line).given()).isEqualTo(given);
    assertThat(options(line).account().options()).isEqualTo(given ? " " + line : "");
  }

  @Test
  void eachOfTheOptions_excludesAWorld() {
    for (String command : new String[] {"status", "prune --plan p.json", "verify"}) {
      for (String account : new String[] {"--profile ann", "--region eu-west-1"}) {
        Cli.Result result =
            Cli.run("%s %s --world %s".formatted(command, account, Cli.SMALL).split(" "));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
            .startsWith("ebs-backup: --world cannot be combined with --profile or --region\n");
      }
    }
  }
}
