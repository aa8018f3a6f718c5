package ebsbackup.conformance.moto;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Prunes of a plan that has backed up two instances on six nights, at half past each midnight. */
final class PruneStories {
  private static final String BY_TAGS = "{\"tags\": {\"Backup\": [\"daily\"]}}";
  private static final String LAST_2 = "\"keep\": {\"last\": 2}";

  private PruneStories() {}

  static List<Story> all() {
    return List.of(
        prune("the last two", LAST_2),
        prune("daily and weekly", "\"keep\": {\"daily\": 2, \"weekly\": 2}"),
        prune("within two days", "\"keep\": {\"within\": \"P2D\"}"),
        prune(
            "in a time zone",
            "\"keep\": {\"monthly\": 1, \"hourly\": 3}, \"timeZone\": \"Asia/Tokyo\""),
        prune("as a dry run", LAST_2 + ", \"dryRun\": true"),
        prune("more than may go", LAST_2 + ", \"maxDeletions\": 3"),
        prune("without rules", "\"description\": \"no rule\""),
        prune(
            "what is on hold",
            stage -> stage.tag("snapshot of shop root", "ebs-backup:hold", "Ann"),
            LAST_2),
        prune(
            "what a restore reads",
            stage ->
                stage.tag(
                    "snapshot of blog root no. 2",
                    "ebs-backup:restoring",
                    "restore-1 until 2026-12-31T00:00:00Z"),
            LAST_2),
        prune("what an image uses", PruneStories::imageOfASet, LAST_2),
        prune("what is in the archive", stage -> stage.archive("snapshot of orders no. 2"), LAST_2),
        prune(
            "sets that lack a member",
            stage -> {
              stage.delete("snapshot of orders no. 5");
              stage.delete("snapshot of orders no. 2");
            },
            LAST_2),
        prune("beside what others made", PruneStories::others, LAST_2),
        prune(
            "after the instance is gone",
            stage -> stage.terminate("blog"),
            "\"keep\": {\"last\": 1}"),
        new Story("prune after each backup", PruneStories::afterEachBackup));
  }

  private static Story prune(String name, String fields) {
    return prune(name, stage -> {}, fields);
  }

  private static Story prune(String name, Consumer<Stage> before, String fields) {
    return new Story(
        "prune " + name,
        stage -> {
          nights(stage, "");
          before.accept(stage);
          stage.run("prune", "prune-1", BackupStories.plan("daily", BY_TAGS, fields));
        });
  }

  private static void nights(Stage stage, String fields) {
    stage.instance("shop", Map.of("Backup", "daily"));
    stage.attachedVolume("shop", "orders", 10, Map.of());
    stage.instance("blog", Map.of("Backup", "daily"));
    stage.passUntil(Duration.ofMinutes(30));
    for (int night = 1; night <= 6; night++) {
      stage.run("backup", "night-" + night, BackupStories.plan("daily", BY_TAGS, fields));
      stage.passUntil(Duration.ofDays(night).plusMinutes(30));
    }
  }

  /** The image's own snapshot gets the tags of a set of the plan. */
  private static void imageOfASet(Stage stage) {
    stage.image("blog");
    stage.tagAsSet("snapshot of blog root no. 7", "snapshot of blog root", "daily/by-hand");
    stage.pass(Duration.ofHours(1));
    stage.run("backup", "later-1", BackupStories.plan("daily", BY_TAGS, ""));
    stage.run("backup", "later-2", BackupStories.plan("daily", BY_TAGS, ""));
  }

  /** Manual snapshots, and those of another plan. */
  private static void others(Stage stage) {
    stage.snapshot("orders");
    stage.pass(Duration.ofHours(1));
    for (int night = 1; night <= 3; night++) {
      stage.run("backup", "other-" + night, BackupStories.plan("weekly", BY_TAGS, ""));
      stage.pass(Duration.ofHours(1));
    }
  }

  private static void afterEachBackup(Stage stage) {
    nights(stage, LAST_2);
  }
}
