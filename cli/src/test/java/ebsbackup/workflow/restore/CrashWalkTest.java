package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreWorld.report;
import static ebsbackup.workflow.restore.RestoreWorld.tags;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.restore.CallFault.Kind;
import embeddedcloud.AwsCall;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/**
 * Walks every call that a swap makes, and lets each go wrong in every way; in every case, each
 * device ends with the old or the new volume, nothing is lost, and nothing is left lying about.
 */
class CrashWalkTest {
  private static final Path TABLE = Path.of("../docs/restore-faults.md");

  /** What these steps do in the middle of a swap must be undone, even if it goes wrong for good. */
  private static final Set<String> MOVING = Set.of("PlaceVolumes", "PutBackVolumes");

  private static final String CHECK = "\"healthCheck\": {\"shell\": [\"check-db\"]}";

  private int runs;

  /** A restore to be disturbed. */
  private enum Story {
    DATA_RUNNING(
        "A data volume of a running instance",
        "PlanRestore",
        "\"devices\": [\"/dev/sdf\"], \"stop\": false"),
    ALL_STOPPED("All volumes, the instance stopped and started", "PlanRestore", "\"stop\": true"),
    ROOT_BY_TASK(
        "All volumes of a running instance, its root replaced by EC2",
        "PlaceVolumes",
        "\"stop\": false"),
    UNDO(
        "All volumes, stopped and started, and a health check that fails",
        "CheckHealth",
        "\"stop\": true");

    final String title;
    final String from;
    final String fields;

    /**
     * @param from the first step that is disturbed: those before are as in the other stories
     */
    Story(String title, String from, String fields) {
      this.title = title;
      this.from = from;
      this.fields = fields + ", " + CHECK;
    }

    boolean healthy() {
      return this != UNDO;
    }
  }

  /** One disturbed restore. */
  private static final class Run {
    final Story story;
    final RestoreWorld world = new RestoreWorld();
    final Map<String, String> mapping = world.mapping();
    final Map<String, Boolean> flags = world.flags();
    final Map<String, String> contents = new TreeMap<>();
    final Set<String> snapshots =
        world.ec2.contents().snapshots().stream()
            .map(s -> s.snapshotId())
            .collect(Collectors.toSet());
    final CallFault fault;

    Run(Story story, int strikes, Kind kind) {
      this.story = story;
      fault = new CallFault(strikes, kind);
      mapping.values().forEach(id -> contents.put(id, world.sha256(id)));
      world.cloud.onCall(fault);
      if (!story.healthy()) {
        world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, "ill"));
      }
    }

    String play() {
      Execution execution = world.restore("swap", story.fields);
      fault.withdraw();
      String error = execution.error().orElse("SUCCEEDED");
      String outcome =
          switch (error) {
            case "SUCCEEDED" -> succeeded(execution);
            case "FAILED" -> unchanged("failed, nothing changed");
            case "UNDONE" -> unchanged("undone");
            case "MANUAL_ACTION" -> manual(execution);
            default -> {
              assertThat(error).startsWith("ebsbackup.failure.");
              yield unchanged("failed before the first write");
            }
          };
      nothingIsLost();
      return outcome;
    }

    private String succeeded(Execution execution) {
      assertThat(story.healthy()).isTrue();
      world
          .mapping()
          .forEach(
              (device, id) -> {
                boolean swapped = !id.equals(mapping.get(device));
                assertThat(world.letter(id)).matches(swapped ? "[a-z]" : "[A-Z]");
                assertThat(tags(world.volume(id)).containsKey("ebs-backup:restore"))
                    .isEqualTo(swapped);
                assertThat(
                        tags(world.volume(mapping.get(device))).containsKey("ebs-backup:replaced"))
                    .isEqualTo(swapped);
              });
      long swapped =
          world.mapping().entrySet().stream()
              .filter(e -> !e.getValue().equals(mapping.get(e.getKey())))
              .count();
      assertThat(swapped).isEqualTo(((List<?>) report(execution).get("places")).size());
      assertThat(restored()).isEqualTo(swapped);
      assertThat(world.mapping().keySet()).isEqualTo(mapping.keySet());
      assertThat(world.flags()).isEqualTo(flags);
      assertThat(world.power()).isEqualTo("running");
      return "swapped";
    }

    private String unchanged(String outcome) {
      assertThat(world.mapping()).isEqualTo(mapping);
      assertThat(world.flags()).isEqualTo(flags);
      assertThat(world.power()).isEqualTo("running");
      assertThat(restored()).as("no volume is orphaned").isZero();
      return outcome;
    }

    private String manual(Execution execution) {
      ManualCommandsRun.run(world, execution);
      return unchanged("manual action, which repairs it");
    }

    private long restored() {
      return world.volumes().stream()
          .filter(v -> tags(v).containsKey("ebs-backup:restore"))
          .count();
    }

    private void nothingIsLost() {
      contents.forEach(
          (id, sum) -> {
            assertThat(world.volume(id).state()).isIn(VolumeState.IN_USE, VolumeState.AVAILABLE);
            assertThat(world.sha256(id)).isEqualTo(sum);
          });
      Set<String> now =
          world.ec2.contents().snapshots().stream()
              .map(s -> s.snapshotId())
              .collect(Collectors.toSet());
      assertThat(now).containsAll(snapshots);
      long safety =
          world.ec2.contents().snapshots().stream()
              .filter(s -> s.tags().stream().anyMatch(t -> t.key().equals("ebs-backup:safety")))
              .map(s -> s.volumeId())
              .distinct()
              .count();
      assertThat(now)
          .as("no safety snapshot is taken twice")
          .hasSize(snapshots.size() + (int) safety);
    }
  }

  private record Row(String step, String action) {}

  @Test
  void afterEveryFault_everyDeviceHoldsTheOldOrTheNewVolumeAndNothingIsLost() throws IOException {
    Map<Story, Map<Row, Map<Kind, Set<String>>>> walks =
        Arrays.stream(Story.values()).collect(Collectors.toMap(story -> story, this::walk));
    StringBuilder table = new StringBuilder();
    for (Story story : Story.values()) {
      table.append("\n## ").append(story.title).append("\n\n| step | call |");
      for (Kind kind : Kind.values()) {
        table.append(' ').append(kind.title).append(" |");
      }
      table.append("\n|").append(" --- |".repeat(2 + Kind.values().length)).append('\n');
      walks
          .get(story)
          .forEach(
              (row, outcomes) -> {
                table.append("| %s | `%s` |".formatted(row.step(), row.action()));
                for (Kind kind : Kind.values()) {
                  table
                      .append(' ')
                      .append(String.join("; ", outcomes.getOrDefault(kind, Set.of("–"))))
                      .append(" |");
                }
                table.append('\n');
              });
    }
    assertThat(runs).isGreaterThanOrEqualTo(300);
    String text = head() + table;
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/restore-faults.md"), text);
    assertThat(Files.exists(TABLE) ? Files.readString(TABLE) : "")
        .as("docs/restore-faults.md; if the change is meant, copy cli/target/restore-faults.md")
        .isEqualTo(text);
  }

  private String head() {
    return """
        # What a swap does when a call fails

        `CrashWalkTest` writes this page, and fails if the page is not current. It runs %d restores on the
        embedded cloud and disturbs one call in each. If a step repeats a call, the test disturbs the first
        and the last of them. After each run, the test checks the devices and their flags, the power state,
        the SHA-256 of every old volume, and that no volumes or snapshots are left over. It runs the commands
        of a manual action, after which everything must be as it was before.

        - *reply lost*: the call took effect, but the connection broke
        - *refused*: EC2 refused the call once; *refused from then on*: also every later call of that kind
        - *killed before*, *killed after*: the function died just before or after the call; *killed from then
          on*: each time that it made such a call
        - *timed out*: no response and no effect

        *Failed, nothing changed*: no volume was detached, and the new volumes were removed. *Undone*: the old
        volumes are back in place.
        """
        .formatted(runs);
  }

  private Map<Row, Map<Kind, Set<String>>> walk(Story story) {
    Run clean = new Run(story, -1, Kind.REFUSED);
    assertThat(clean.play()).isEqualTo(story.healthy() ? "swapped" : "undone");
    List<AwsCall> calls = clean.fault.calls();
    Map<Row, Map<Kind, Set<String>>> rows = new LinkedHashMap<>();
    for (int i : firstsAndLasts(calls)) {
      AwsCall call = calls.get(i);
      if (i < calls.stream().map(CallFault::stepOf).toList().indexOf(story.from)) {
        continue;
      }
      Row row = new Row(CallFault.stepOf(call), call.action());
      Map<Kind, Set<String>> outcomes = rows.computeIfAbsent(row, r -> new TreeMap<>());
      for (Kind kind : Kind.values()) {
        if (kind.lasting() && !(MOVING.contains(row.step()) && !isLook(call))) {
          continue;
        }
        String outcome;
        try {
          outcome = new Run(story, i, kind).play();
          runs++;
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "%s: call %d, %s of %s, %s".formatted(story, i, call.action(), row.step(), kind), e);
        }
        outcomes.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(outcome);
      }
    }
    return rows;
  }

  private static boolean isLook(AwsCall call) {
    return call.action().startsWith("ec2:Describe");
  }

  private static List<Integer> firstsAndLasts(List<AwsCall> calls) {
    Map<AwsCall, Integer> first = new LinkedHashMap<>();
    Map<AwsCall, Integer> last = new LinkedHashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      first.putIfAbsent(calls.get(i), i);
      last.put(calls.get(i), i);
    }
    Set<Integer> both = new LinkedHashSet<>(first.values());
    both.addAll(last.values());
    List<Integer> sorted = new ArrayList<>(both);
    sorted.sort(null);
    return sorted;
  }
}
