package ebsbackup.cli.demo;

import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A story that is told and checked at the same time. */
abstract class Story {
  static final int BLOCK = BlockStore.BLOCK_SIZE;

  final PrintWriter out;
  final Statements statements;

  Story(PrintWriter out) {
    this.out = out;
    this.statements = new Statements(out);
  }

  /** Plays the story. Returns whether every statement holds. */
  public final boolean play() throws IOException {
    try {
      tell();
    } catch (Statements.StoryEndsException e) {
      out.printf("%n  Without that, the rest cannot be shown.%n");
    }
    conclude();
    statements.close();
    return statements.allHold();
  }

  abstract void tell() throws IOException;

  /** Prints the end of the story, even if it ended early. */
  void conclude() {}

  final void scene(String title) {
    out.printf("%n%s%n", title);
  }

  /** The executions of a workflow that started at or after an instant, newest first. */
  static List<Execution> executions(Cloud cloud, String workflow, Instant since) {
    return cloud.stateMachines().executions(cloud.machineArn(workflow)).stream()
        .filter(execution -> !execution.startDate().isBefore(since))
        .toList();
  }

  static boolean allSucceeded(List<Execution> executions) {
    return executions.stream().allMatch(e -> e.status() == ExecutionStatus.SUCCEEDED);
  }

  /**
   * The report of a restore, which must have succeeded.
   *
   * @param name what the statement calls the restore
   */
  final Map<?, ?> restored(String name, Execution restore) {
    statements.need(
        restore.status() == ExecutionStatus.SUCCEEDED,
        "%s succeeded%s".formatted(name, restore.cause().map(cause -> ": " + cause).orElse("")));
    return (Map<?, ?>) Json.parse(restore.output().orElse("{}"));
  }

  static List<Map<?, ?>> volumesIn(Map<?, ?> report) {
    return ((List<?>) report.get("volumes"))
        .stream().<Map<?, ?>>map(volume -> (Map<?, ?>) volume).toList();
  }

  static byte[] randomBlocks(Random random, int blocks) {
    byte[] bytes = new byte[blocks * BLOCK];
    random.nextBytes(bytes);
    return bytes;
  }
}
