package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Ec2Hidden;
import embeddedcloud.json.Json;
import embeddedcloud.kms.KeyAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code state.json} says; {@link StateFilesTest} has what it must not say. */
class HiddenStateTest {
  @Test
  void eachMemberIsReadAndPrinted() {
    Object json =
        Json.parse(
            """
            {"encryptedByDefault": true, "defaultKmsKeyId": "alias/own",
             "recycleBinRetention": "PT168H",
             "keyAccess": {"a": "FULL", "b": "NO_DESCRIBE", "c": "NONE"},
             "copies": {"vol-1": ["snap-2", "snap-1"], "vol-2": []},
             "pending": {
               "snap-3": {"begin": "2026-02-01T00:00:00Z", "end": "2026-02-01T01:00:00Z"},
               "snap-4": {"begin": "2026-02-02T00:00:00Z", "end": "2026-02-02T01:00:00Z",
                 "error": "broken", "deleted": true}},
             "booted": {"i-1": "2026-02-03T00:00:00Z", "i-2": "2026-02-04T00:00:00Z"}}
            """);

    HiddenState state = HiddenState.read(json);

    assertThat(state)
        .isEqualTo(
            new HiddenState(
                new Ec2Hidden(
                    true,
                    Optional.of("alias/own"),
                    Optional.of(Duration.ofDays(7)),
                    Map.of("vol-1", List.of("snap-2", "snap-1"), "vol-2", List.of()),
                    Map.of(
                        "snap-3",
                        new Ec2Hidden.Pending(
                            Instant.parse("2026-02-01T00:00:00Z"),
                            Instant.parse("2026-02-01T01:00:00Z"),
                            Optional.empty(),
                            false),
                        "snap-4",
                        new Ec2Hidden.Pending(
                            Instant.parse("2026-02-02T00:00:00Z"),
                            Instant.parse("2026-02-02T01:00:00Z"),
                            Optional.of("broken"),
                            true)),
                    Map.of(
                        "i-1",
                        Instant.parse("2026-02-03T00:00:00Z"),
                        "i-2",
                        Instant.parse("2026-02-04T00:00:00Z"))),
                Map.of("a", KeyAccess.FULL, "b", KeyAccess.NO_DESCRIBE, "c", KeyAccess.NONE)));
    assertThat(Json.parse(Json.print(state.print()))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"encryptedByDefault\": false, \"copies\": {}, \"keyAccess\": {}}",
        "{\"encryptedByDefault\": null, \"defaultKmsKeyId\": null, \"recycleBinRetention\": null,"
            + " \"keyAccess\": null, \"copies\": null, \"pending\": null, \"booted\": null}"
      })
  void withoutAMember_orWithItsDefault_nothingIsHidden(String json) {
    HiddenState state = HiddenState.read(Json.parse(json));

    assertThat(state).isEqualTo(HiddenState.NONE);
    assertThat(state.print()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"deleted\": false", ", \"deleted\": null, \"error\": null"})
  void aPendingSnapshot_isKeptUnlessItWasDeleted(String more) {
    HiddenState state =
        HiddenState.read(
            Json.parse(
                """
                {"pending": {"snap-1": {"begin": "2026-02-01T00:00:00Z",
                  "end": "2026-02-01T01:00:00Z"%s}}}
                """
                    .formatted(more)));

    assertThat(state.ec2().pending())
        .containsExactly(
            Map.entry(
                "snap-1",
                new Ec2Hidden.Pending(
                    Instant.parse("2026-02-01T00:00:00Z"),
                    Instant.parse("2026-02-01T01:00:00Z"),
                    Optional.empty(),
                    false)));
  }
}
