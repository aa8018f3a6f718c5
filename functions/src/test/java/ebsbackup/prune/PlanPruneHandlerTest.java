package ebsbackup.prune;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import ebsbackup.aws.CannedClients;
import ebsbackup.aws.SnapshotReplies;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.json.Json;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanPruneHandlerTest {
  @Test
  void theErrorOfThePreviousPagesEstimate_isKeptForTheReport() {
    PlanPruneHandler.Input input =
        new Json()
            .read(
                """
                {"plan": {"plan": "daily", "select": {"instanceIds": ["i-0a1b2c3d4e5f60718"]},
                          "keep": {"last": 1}, "estimate": true},
                 "startTime": "2026-03-01T04:00:00Z", "progress": {},
                 "estimateError": {"Error": "Sandbox.Timedout", "Cause": "after 900 s"}}
                """,
                PlanPruneHandler.Input.class);
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T04:20:00Z"), ZoneOffset.UTC);

    PlanPruneHandler.Output output =
        new PlanPruneHandler(new Wiring(new CannedClients(Map.of()), clock, Map.of()))
            .handleRequest(input, context());

    assertThat(output.progress().estimateOrNone().problems())
        .containsExactly("Sandbox.Timedout: after 900 s");
  }

  /** Or a cap would hold for a page, and not for the run. */
  @Test
  void theCapCountsWhatEarlierPagesHaveDeleted() {
    Snapshot[] sets =
        IntStream.range(0, 3)
            .mapToObj(i -> Samples.snapshots("daily/" + i, NIGHT.minusSeconds(i), "completed"))
            .flatMap(List::stream)
            .toArray(Snapshot[]::new);
    CannedClients clients =
        new CannedClients(Map.of())
            .replyAt("Sun, 01 Mar 2026 04:20:00 GMT", SnapshotReplies.described(sets));
    PlanPruneHandler.Input input =
        new Json()
            .read(
                """
                {"plan": {"plan": "daily", "select": {"instanceIds": ["i-0a1b2c3d4e5f60718"]},
                          "keep": {"last": 1}, "maxDeletions": 3},
                 "startTime": "2026-03-01T04:00:00Z", "progress": {"deletedSets": 2}}
                """,
                PlanPruneHandler.Input.class);

    PlanPruneHandler.Output output =
        new PlanPruneHandler(
                new Wiring(
                    clients,
                    Clock.fixed(Instant.parse("2026-03-01T04:20:00Z"), ZoneOffset.UTC),
                    Map.of()))
            .handleRequest(input, context());

    assertThat(output.stopReason()).isEmpty();
    assertThat(output.cursor()).isEmpty();
    assertThat(output.deletions())
        .extracting(Deletion::set)
        .containsExactly(new SetRef(Samples.INSTANCE_ID, "daily/2", NIGHT.minusSeconds(2)));
    assertThat(output.decidedAt()).isEqualTo(Instant.parse("2026-03-01T04:20:00Z"));
    assertThat(output.deadline()).isEqualTo(Instant.parse("2026-03-01T16:00:00Z"));
  }

  /** A context of which only the logger is used. */
  private static Context context() {
    LambdaLogger silent =
        new LambdaLogger() {
          @Override
          public void log(String message) {}

          @Override
          public void log(byte[] message) {}
        };
    return (Context)
        Proxy.newProxyInstance(
            PlanPruneHandlerTest.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> silent);
  }
}
