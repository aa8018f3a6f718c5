package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A report with everything that the report of a failed restore can hold. */
class RestoreTextTest {
  private static final String SETTINGS =
      "{\"type\": \"gp3\", \"size\": 8, \"multiAttach\": false, \"onOutpost\": false}";

  @Test
  void aReport_isPrintedWithEverythingThatItHolds() {
    String report =
        """
        {"status": "MANUAL_ACTION", "summary": "the undo could not finish", "restoreId": "r-1",
         "instanceId": "i-1", "mode": "swap", "availabilityZone": "eu-central-1b",
         "point": {"plan": "daily", "run": "daily/2", "startTime": "2026-03-02T03:00:00Z",
                   "age": "1 h", "passedOverOmitted": 4,
                   "passedOver": [
                     {"run": "daily/4", "startTime": "2026-03-04T03:00:00Z",
                      "problem": {"source": "i-1", "reason": "it failed", "volumes": []}},
                     {"run": "daily/3", "startTime": "2026-03-03T03:00:00Z",
                      "problem": {"source": "i-1", "reason": "it is gone", "volumes": []}}]},
         "volumes": [
           {"volumeId": "vol-1", "snapshotId": "snap-1", "device": "/dev/sdf",
            "settings": SETTINGS, "state": "in-use"},
           {"volumeId": "vol-2", "snapshotId": "snap-2", "device": "/dev/sdh",
            "settings": SETTINGS, "state": "creating", "problem": "it failed"},
           {"volumeId": "vol-3", "snapshotId": "snap-3",
            "settings": SETTINGS, "state": "available"}], "volumesOmitted": 6,
         "places": [
           {"snapshotId": "snap-1", "device": "/dev/sdg", "deleteOnTermination": false}],
         "safetySnapshots": [
           {"snapshotId": "snap-8", "volumeId": "vol-8", "state": "completed"}],
         "replaced": [{"volumeId": "vol-8", "device": "/dev/sdg"}],
         "commands": ["aws ec2 one", "aws ec2 two"], "commandsOmitted": 3,
         "removed": ["vol-5", "vol-6"],
         "kept": [{"volumeId": "vol-7", "reason": "it is attached"}],
         "note": "a mark stays", "warnings": ["first", "second"],
         "terraform": {"note": "run these", "separate": ["terraform import a"],
                       "inline": ["volume_id = b"], "provider": ["ignore_tags {"]}}
        """
            .replace("SETTINGS", SETTINGS);

    assertThat(Cli.printed(out -> RestoreText.print(out, report)))
        .isEqualTo(
            """
            Result    MANUAL_ACTION
            Summary   the undo could not finish
            Restore   r-1
            Instance  i-1
            From      daily/2 of 2026-03-02T03:00:00Z
            Skipped   daily/4: it failed
            Skipped   daily/3: it is gone
            Skipped   4 more sets
            Note      a mark stays
            Warning   first
            Warning   second

            VOLUME  SNAPSHOT  DEVICE    ZONE           TYPE  GIB  STATE
            vol-1   snap-1    /dev/sdg  eu-central-1b  gp3   8    in-use
            vol-2   snap-2    /dev/sdh  eu-central-1b  gp3   8    it failed
            vol-3   snap-3    -         eu-central-1b  gp3   8    available
            and 6 more

            SAFETY SNAPSHOT  OF
            snap-8           vol-8

            REPLACED AND KEPT  WAS AT
            vol-8              /dev/sdg
            Removed   vol-5, vol-6

            NOT REMOVED  REASON
            vol-7        it is attached

            Run these commands to finish the undo:
              aws ec2 one
              aws ec2 two
              and 3 more
            """);
    assertThat(Cli.printed(out -> RestoreText.printTerraform(out, report)))
        .isEqualTo(
            """

            Terraform: run these

            If aws_ebs_volume and aws_volume_attachment declare the volumes, run in the root module's folder:

            terraform import a

            and keep in the block provider "aws":

            ignore_tags {

            If ebs_block_device blocks of aws_instance declare them, add to these:

            volume_id = b
            """);
  }
}
