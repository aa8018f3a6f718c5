package ebsbackup.conformance.moto;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Backups: what is selected, what is left out, and what happens when a run comes twice. */
final class BackupStories {
  private static final String BY_TAGS = "{\"tags\": {\"Backup\": [\"daily\"]}}";

  private BackupStories() {}

  static List<Story> all() {
    return List.of(
        story("by tags", "\"description\": \"nightly\", \"tags\": {\"cost-center\": \"42\"}"),
        story("without root volumes", "\"exclude\": {\"bootVolume\": true}"),
        story("without volumes by tag", "\"exclude\": {\"volumeTags\": {\"Backup\": [\"never\"]}}"),
        story(
            "without root volumes and volumes by tag",
            """
            "exclude": {"bootVolume": true, "volumeTags": {"team": ["a & b=c", "z"], "Backup": []}}\
            """),
        story("until a day", "\"keep\": {\"last\": 1}, \"keepUntil\": \"2026-12-31T00:00:00Z\""),
        new Story("backup by instance ids", BackupStories::byInstanceIds),
        new Story("backup by volume ids", BackupStories::byVolumeIds),
        new Story("backup of nothing", BackupStories::ofNothing),
        new Story("backup of tags with wildcards", BackupStories::byWildcards),
        new Story("backup of a stopped instance", BackupStories::ofAStoppedInstance),
        new Story("backup of many volumes with many tags", BackupStories::ofManyVolumes),
        new Story("backup of an occurrence that comes again later", BackupStories::again),
        new Story("backup of an occurrence that comes twice at once", BackupStories::atOnce),
        new Story("backup of two plans at once", BackupStories::twoPlans),
        new Story("backup of a plan that still runs", BackupStories::queued),
        new Story("backup of a plan that is refused", BackupStories::refused));
  }

  private static Story story(String name, String fields) {
    return new Story(
        "backup " + name,
        stage -> {
          fleet(stage);
          stage.run("backup", "night-1", plan("daily", BY_TAGS, fields));
        });
  }

  /** Two instances that the plan selects, and one that it does not. */
  static void fleet(Stage stage) {
    stage.instance("shop", Map.of("Backup", "daily", "Name", "shop"));
    stage.attachedVolume("shop", "orders", 10, Map.of("Name", "orders", "team", "a & b=c"));
    stage.attachedVolume("shop", "scratch", 20, Map.of("Backup", "never"));
    stage.instance("blog", Map.of("Backup", "daily"));
    stage.instance("other", Map.of("Backup", "weekly"));
    stage.pass(Duration.ofMinutes(1));
  }

  /** A plan as JSON; more fields as its members. */
  static String plan(String name, String select, String fields) {
    return "{\"plan\": \"%s\", \"select\": %s%s}"
        .formatted(name, select, fields.isEmpty() ? "" : ", " + fields);
  }

  /** A plan for one instance of the fleet. */
  static String planOf(String instance, String fields) {
    return plan("daily", "{\"instanceIds\": [\"${%s}\"]}".formatted(instance), fields);
  }

  private static void byInstanceIds(Stage stage) {
    fleet(stage);
    stage.terminate("blog");
    String ids = "{\"instanceIds\": [\"${shop}\", \"${blog}\", \"i-0123456789abcdef0\"]}";
    stage.run("backup", "by-hand", plan("some", ids, ""));
  }

  private static void byVolumeIds(Stage stage) {
    fleet(stage);
    stage.volume("lone", 5, Map.of("Name", "lone"));
    String ids = "{\"volumeIds\": [\"${orders}\", \"${lone}\", \"vol-0123456789abcdef0\"]}";
    stage.run("backup", "by-hand", plan("some", ids, "\"description\": \"some volumes\""));
  }

  private static void ofNothing(Stage stage) {
    fleet(stage);
    stage.run("backup", "night-1", plan("none", "{\"tags\": {\"Backup\": [\"hourly\"]}}", ""));
    stage.run(
        "backup",
        "night-2",
        plan("roots", "{\"instanceIds\": [\"${blog}\"]}", "\"exclude\": {\"bootVolume\": true}"));
  }

  private static void byWildcards(Stage stage) {
    stage.instance("starred", Map.of("Backup", "d*y?"));
    stage.instance("matched", Map.of("Backup", "daily"));
    stage.run("backup", "night-1", plan("stars", "{\"tags\": {\"Backup\": [\"d*y?\"]}}", ""));
  }

  private static void ofAStoppedInstance(Stage stage) {
    fleet(stage);
    stage.stop("shop");
    stage.run("backup", "night-1", planOf("shop", ""));
  }

  private static void ofManyVolumes(Stage stage) {
    stage.instance("store", Map.of("Backup", "daily"));
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      tags.put("tag-" + i, "value " + i);
    }
    for (int i = 0; i < 12; i++) {
      stage.attachedVolume("store", "disk-" + i, 1 + i, tags);
    }
    stage.run("backup", "night-1", plan("daily", BY_TAGS, "\"tags\": {\"a\": \"b\"}"));
  }

  private static String occurrence() {
    return plan("daily", BY_TAGS, "\"scheduledTime\": \"2026-03-02T00:00:00Z\"");
  }

  private static void again(Stage stage) {
    fleet(stage);
    stage.run("backup", "first", occurrence());
    stage.run("backup", "second", occurrence());
  }

  private static void atOnce(Stage stage) {
    fleet(stage);
    stage.start("backup", "first", occurrence());
    stage.run("backup", "second", occurrence());
  }

  private static void twoPlans(Stage stage) {
    fleet(stage);
    stage.start("backup", "first", plan("one", "{\"instanceIds\": [\"${shop}\"]}", ""));
    stage.pass(Duration.ofSeconds(20));
    stage.run("backup", "second", plan("two", "{\"instanceIds\": [\"${shop}\"]}", ""));
  }

  private static void queued(Stage stage) {
    fleet(stage);
    stage.start("backup", "first", planOf("shop", ""));
    stage.pass(Duration.ofSeconds(20));
    stage.run("backup", "second", planOf("blog", ""));
  }

  private static void refused(Stage stage) {
    fleet(stage);
    stage.run("backup", "typo", plan("daily", BY_TAGS, "\"exclud\": {}"));
    stage.run("backup", "late", plan("daily", BY_TAGS, "\"deadline\": \"PT1S\""));
    stage.run("backup", "no-plan", "[]");
  }
}
