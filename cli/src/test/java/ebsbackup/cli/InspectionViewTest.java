package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.blocks.Content;
import ebsbackup.blocks.Damage;
import ebsbackup.blocks.Inspection;
import ebsbackup.blocks.Partition;
import ebsbackup.blocks.PartitionTable;
import ebsbackup.blocks.Verdict;
import embeddedcloud.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Disks with everything that an inspection can find, as text and as JSON. */
class InspectionViewTest {
  private static final Verdict DAMAGED =
      new Verdict.Damaged(
          List.of(
              new Damage("ext4 superblock", 2044, "0x1", "0x2"),
              new Damage("ext4 group", 4096, "0x3", "0x4")),
          7);

  private static Content content(String type, Verdict verdict) {
    return new Content(
        type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), verdict);
  }

  private static Inspection.Volume partition(int number, Content content) {
    return new Inspection.Volume(
        Optional.of(new Partition(number, "83", Optional.empty(), number * 1024L, 512)), content);
  }

  private static final Inspection EVERYTHING =
      new Inspection(
          3L << 30,
          Optional.of(
              new PartitionTable(
                  "gpt",
                  "disk-id",
                  List.of(),
                  Optional.of("the backup table is old"),
                  new Verdict.Sound())),
          List.of(
              new Inspection.Volume(
                  Optional.of(new Partition(1, "guid", Optional.of("root"), 1024, 2048)),
                  new Content(
                      "ext4",
                      Optional.of("shop"),
                      Optional.of("fs-id"),
                      Optional.of(2000L),
                      Optional.of("journal clean"),
                      DAMAGED)),
              partition(2, content("vfat", new Verdict.Unknown("no checksums"))),
              partition(3, content("unread", new Verdict.Unread("throttled", true))),
              partition(4, content("xfs", new Verdict.Suspect("all is noise"))),
              partition(5, content("swap", new Verdict.Sound()))),
          9);

  private static final Inspection WHOLE_DISK =
      new Inspection(
          2048,
          Optional.empty(),
          List.of(new Inspection.Volume(Optional.empty(), content("xfs", new Verdict.Sound()))),
          1);

  private static String text(Inspection inspection) {
    return Cli.printed(out -> InspectionView.print(out, "disk.img", inspection));
  }

  private static void assertJson(Inspection inspection, String expected) {
    assertThat(Json.parse(Json.print(InspectionView.json("disk.img", inspection))))
        .isEqualTo(Json.parse(expected));
  }

  @Test
  void text_showsEveryPart() {
    assertThat(text(EVERYTHING))
        .isEqualTo(
            """
            Disk      disk.img, 3.0 GiB
            Table     gpt disk-id, sound, the backup table is old
            Verdict   damaged, after 9 requests

            PARTITION  START  SIZE     TYPE    LABEL  ID     STATE          VERDICT
            1 root     1024   2.0 KiB  ext4    shop   fs-id  journal clean  damaged
            2          2048   0.5 KiB  vfat    -      -      -              unknown: no checksums
            3          3072   0.5 KiB  unread  -      -      -              unread: throttled
            4          4096   0.5 KiB  xfs     -      -      -              suspect: all is noise
            5          5120   0.5 KiB  swap    -      -      -              sound

            Damaged   ext4 superblock at byte 2044: found 0x1, expected 0x2
            Damaged   ext4 group at byte 4096: found 0x3, expected 0x4
            and 7 more
            """);
    assertThat(text(WHOLE_DISK))
        .isEqualTo(
            """
            Disk      disk.img, 2.0 KiB
            Verdict   sound, after 1 request

            PARTITION  START  SIZE     TYPE  LABEL  ID  STATE  VERDICT
            -          0      2.0 KiB  xfs   -      -   -      sound
            """);
  }

  @Test
  void json_hasEveryPart() {
    String damages =
        """
        "verdict": "damaged",
        "damages": [
          {"structure": "ext4 superblock", "offset": 2044, "found": "0x1", "expected": "0x2"},
          {"structure": "ext4 group", "offset": 4096, "found": "0x3", "expected": "0x4"}],
        "moreDamages": 7
        """;
    assertJson(
        EVERYTHING,
        """
        {"disk": "disk.img", "size": 3221225472, "requests": 9, %s,
         "table": {"type": "gpt", "id": "disk-id", "state": "the backup table is old",
                   "verdict": "sound"},
         "volumes": [
           {"partition": {"number": 1, "type": "guid", "name": "root", "start": 1024,
                          "length": 2048},
            "type": "ext4", "label": "shop", "id": "fs-id", "size": 2000,
            "state": "journal clean", %s},
           {"partition": {"number": 2, "type": "83", "start": 2048, "length": 512},
            "type": "vfat", "verdict": "unknown", "reason": "no checksums"},
           {"partition": {"number": 3, "type": "83", "start": 3072, "length": 512},
            "type": "unread", "verdict": "unread", "reason": "throttled"},
           {"partition": {"number": 4, "type": "83", "start": 4096, "length": 512},
            "type": "xfs", "verdict": "suspect", "reason": "all is noise"},
           {"partition": {"number": 5, "type": "83", "start": 5120, "length": 512},
            "type": "swap", "verdict": "sound"}]}
        """
            .formatted(damages, damages));
    assertJson(
        WHOLE_DISK,
        """
        {"disk": "disk.img", "size": 2048, "requests": 1, "verdict": "sound",
         "volumes": [{"type": "xfs", "verdict": "sound"}]}
        """);
  }
}
