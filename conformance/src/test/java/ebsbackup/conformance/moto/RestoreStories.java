package ebsbackup.conformance.moto;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Restores of an instance with a root and two data volumes and three nights of backups. */
final class RestoreStories {
  private RestoreStories() {}

  static List<Story> all() {
    return List.of(
        restore("of the latest set", "\"from\": {\"latest\": true}, \"mode\": \"create\""),
        restore(
            "as of the second night",
            "\"from\": {\"before\": \"2026-03-03T12:00:00Z\"}, \"mode\": \"create\""),
        restore(
            "of a run by its name",
            """
            "from": {"run": "daily/2026-03-02T00:00:00Z"}, "mode": "create", "devices": ["/dev/sdf"]\
            """),
        restore(
            "of a snapshot onto a larger volume",
            """
            "from": {"snapshotIds": ["${snapshot of orders}"]}, "mode": "create", "volume": {"type":
            "gp3", "size": 200, "iops": 6000, "throughput": 300, "tags": {"Name": "restored"}}\
            """),
        restore(
            "of a manual snapshot",
            stage -> stage.snapshot("logs"),
            "\"from\": {\"snapshotIds\": [\"${snapshot of logs no. 4}\"]}, \"mode\": \"create\""),
        restore("at free devices", "\"from\": {\"latest\": true}, \"mode\": \"attach\""),
        restore(
            "at a device of one's choice",
            """
            "from": {"latest": true}, "mode": "attach", "devices": ["/dev/sdf"],
            "attachAs": {"/dev/sdf": "/dev/sdp"}\
            """),
        swap("of a data volume that is in use", "\"devices\": [\"/dev/sdf\"], \"stop\": false"),
        swap(
            "with a health check",
            """
            "devices": ["/dev/sdg"], "stop": false, "healthCheck": {"shell": ["true"]}\
            """),
        swap("of all volumes", "\"stop\": true"),
        swap("of all volumes without safety", "\"stop\": true, \"safetySnapshot\": false"),
        restore(
            "swap of all volumes of a stopped instance",
            stage -> stage.stop("shop"),
            "\"from\": {\"latest\": true}, \"mode\": \"swap\""),
        swap("that is only tried", "\"stop\": true, \"dryRun\": true"),
        restore(
            "past a set that lacks a member",
            stage -> stage.delete("snapshot of orders no. 3"),
            "\"from\": {\"latest\": true}, \"mode\": \"create\""),
        new Story("restore that is refused", RestoreStories::refused));
  }

  private static Story restore(String name, String fields) {
    return restore(name, stage -> {}, fields);
  }

  private static Story restore(String name, Consumer<Stage> before, String fields) {
    return new Story(
        "restore " + name,
        stage -> {
          nights(stage);
          before.accept(stage);
          stage.run("restore", "restore-1", request("shop", fields));
        });
  }

  private static Story swap(String name, String fields) {
    return restore("swap " + name, "\"from\": {\"latest\": true}, \"mode\": \"swap\", " + fields);
  }

  /** Three nights, the first of a schedule. */
  private static void nights(Stage stage) {
    stage.instance("shop", Map.of("Backup", "daily"));
    stage.attachedVolume("shop", "orders", 10, Map.of("Name", "orders", "team", "ä/ö"));
    stage.attachedVolume("shop", "logs", 12, Map.of());
    stage.run(
        "backup",
        "night-1",
        BackupStories.planOf("shop", "\"scheduledTime\": \"2026-03-02T00:00:00Z\""));
    stage.pass(Duration.ofDays(1));
    stage.run("backup", "night-2", BackupStories.planOf("shop", ""));
    stage.pass(Duration.ofDays(1));
    stage.run("backup", "night-3", BackupStories.planOf("shop", ""));
    stage.pass(Duration.ofHours(1));
  }

  private static String request(String instance, String fields) {
    return "{\"instanceId\": \"${%s}\", %s}".formatted(instance, fields);
  }

  private static void refused(Stage stage) {
    nights(stage);
    stage.archive("snapshot of logs");
    stage.instance("blog", Map.of("Name", "blog"));
    stage.instance("gone", Map.of("Name", "gone"));
    stage.terminate("gone");
    String latest = "\"from\": {\"latest\": true}, \"mode\": \"create\"";
    stage.run("restore", "no-set", request("blog", latest));
    stage.run("restore", "terminated", request("gone", latest));
    stage.run("restore", "unknown", "{\"instanceId\": \"i-0123456789abcdef0\", " + latest + "}");
    stage.run(
        "restore",
        "too-early",
        request("shop", "\"from\": {\"before\": \"2026-03-01T00:00:00Z\"}, \"mode\": \"create\""));
    stage.run(
        "restore",
        "archived",
        request(
            "shop", "\"from\": {\"run\": \"daily/2026-03-02T00:00:00Z\"}, \"mode\": \"create\""));
    stage.run(
        "restore",
        "no-snapshot",
        request(
            "shop",
            "\"from\": {\"snapshotIds\": [\"snap-0123456789abcdef0\"]}, \"mode\": \"create\""));
    stage.run("restore", "too-small", request("shop", latest + ", \"volume\": {\"size\": 9}"));
    stage.run(
        "restore",
        "device-taken",
        request(
            "shop",
            """
            "from": {"latest": true}, "mode": "attach", "devices": ["/dev/sdf"],
            "attachAs": {"/dev/sdf": "/dev/sdg"}\
            """));
    stage.run(
        "restore",
        "no-device",
        request(
            "shop",
            "\"from\": {\"latest\": true}, \"mode\": \"create\", \"devices\": [\"/dev/sdz\"]"));
    stage.run("restore", "typo", request("shop", latest + ", \"device\": []"));
  }
}
