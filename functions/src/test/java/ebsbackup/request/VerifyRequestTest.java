package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyRequestTest {
  private final Json json = new Json();

  @Test
  void aPlan_isEnough() {
    assertThat(json.read("{\"plan\": \"daily\"}", VerifyRequest.class))
        .isEqualTo(new VerifyRequest("daily", 20_000, false, 2_000_000, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 1_000_000})
  void aBudgetWithinItsLimits_isTaken(int requests) {
    VerifyRequest request = new VerifyRequest("daily", requests, true, 1_000 * requests, false);

    assertThat(json.read(json.write(request), VerifyRequest.class)).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | plan: expected a string, but was missing",
        "{'plan': '-'} | plan: expected 1 to 64 letters",
        "{'plan': 'a', 'maxRequests': 9999} | maxRequests: expected a number from 10000 to 1000000, but was 9999",
        "{'plan': 'a', 'maxRequests': 1000001} | maxRequests: expected a number from 10000",
        "{'plan': 'a', 'maxRequests': '1'} | maxRequests: expected a whole number",
        "{'plan': 'a', 'maxRequest': 2000} | `maxRequest`: unknown; did you mean `maxRequests`?",
        "{'plan': 'a', 'maxManifestRequests': 9999} | maxManifestRequests: expected a number from 10000 to 1000000000",
        "{'plan': 'a', 'maxManifestRequests': 1000000001} | maxManifestRequests: expected a number from 10000",
        "{'plan': 'a', 'manifest': 'yes'} | manifest: expected",
        "{'plan': 'a', 'dryRun': 'yes'} | dryRun: expected",
        "[] | input: expected an object"
      },
      quoteCharacter = '"')
  void everythingElse_isRefusedByName(String text, String message) {
    assertThatThrownBy(() -> json.read(text.replace('\'', '"'), VerifyRequest.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  /** A dry run shows what the next run would do, which includes that it would be refused. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manifestsWithoutABucket_areRefused(boolean dryRun) {
    VerifyRequest requested = new VerifyRequest("daily", 20_000, true, 10_000, dryRun);

    assertThatThrownBy(() -> requested.checkManifest(false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "manifest: expected false, or a stack whose parameter ManifestBucket names a"
                + " bucket, but was true");
    requested.checkManifest(true);
    new VerifyRequest("daily", 20_000, false, 10_000, false).checkManifest(false);
  }
}
