package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.CallLog;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.scheduler.Invocation;
import embeddedcloud.time.VirtualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** The memory of a span: what is kept of the runs does not grow with their number. */
class LongSpanTest {
  /** Others may belong to the tests that ran before in this JVM. */
  private static final Pattern OURS =
      Pattern.compile("embeddedcloud\\.|ebsbackup\\.|software\\.amazon\\.awssdk\\.");

  private static final Instant BEGIN = Instant.parse("2026-03-01T00:30:00Z");
  private static final int RUNS_A_DAY = 24;

  /** The outline of two executions, the backup and its prune: for 90 days. */
  private static final long MAX_BYTES_A_RUN = 2_000;

  private final VirtualClock clock = new VirtualClock(BEGIN);

  @Test
  void aDayMore_addsOutlinesOfExecutionsAndNothingElse() throws JMException {
    EmbeddedEc2 ec2 =
        new EmbeddedEc2(
            Ec2Settings.of("eu-central-1", "111122223333"), clock, BlockStore.inMemory(clock, 1));
    ec2.launch(
        new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of("Backup", "daily")));
    try (Cloud cloud =
        PackagedFunctions.deploy(
            Map.of(
                "ScheduleExpression",
                "rate(1 hour)",
                "KeepLast",
                "1",
                "KeepDaily",
                "0",
                "KeepWeekly",
                "0",
                "KeepMonthly",
                "0",
                "KeepWithinDays",
                "1"),
            clock,
            ec2)) {
      int[] ended = {0};
      ec2.calls().countOnly();
      cloud.stateMachines().forgetHistories(execution -> ended[0]++);

      Live afterTwoDays = after(2, cloud);
      Live afterThreeDays = after(3, cloud);

      assertThat(ended[0]).isGreaterThanOrEqualTo(2 * 3 * RUNS_A_DAY);
      assertThat(afterThreeDays.of(CallLog.Call.class)).isZero();
      assertThat(afterThreeDays.of(Invocation.class)).isLessThanOrEqualTo(1);
      // A day of histories in both cases.
      assertThat(afterTwoDays.of(HistoryEvent.class)).isPositive();
      assertThat(afterThreeDays.of(HistoryEvent.class))
          .isLessThan(afterTwoDays.of(HistoryEvent.class) * 11 / 10);
      assertThat(afterThreeDays.total - afterTwoDays.total)
          .isLessThan(RUNS_A_DAY * MAX_BYTES_A_RUN);
    }
  }

  private Live after(int days, Cloud cloud) throws JMException {
    Object unused =
        cloud.runSchedules(clock.instant(), BEGIN.plus(Duration.ofDays(days)), occurrence -> false);
    return Live.now();
  }

  /** The objects that are reachable: their number by class, and the bytes of {@link #OURS}. */
  private record Live(Map<String, Long> instances, long total) {
    static Live now() throws JMException {
      String histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      Map<String, Long> instances = new HashMap<>();
      long total = 0;
      for (String line : histogram.lines().toList()) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length >= 4 && words[0].endsWith(":")) {
          instances.put(words[3], Long.valueOf(words[1]));
          if (OURS.matcher(words[3]).lookingAt()) {
            total += Long.parseLong(words[2]);
          }
        }
      }
      return new Live(instances, total);
    }

    long of(Class<?> type) {
      return instances.getOrDefault(type.getName(), 0L);
    }
  }
}
