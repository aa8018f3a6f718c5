"""boto3 calls every action that the endpoint has, and every answer is as AWS's model has it."""

import json
import time
from pathlib import Path

import botocore.session
import pytest
from examples import Members, outputs
from served_world import (
    BEFORE,
    DB,
    DB_DATA,
    IMAGE_SNAPSHOT,
    WEB,
    WEB_DATA,
    WEB_ROOT,
    WEB_ZONE,
)

MODEL = botocore.session.get_session().get_service_model("ec2")
OTHER_ACCOUNT = "111122223333"
MARK = [{"ResourceType": "snapshot", "Tags": [{"Key": "made", "Value": "by boto3 <&> ü"}]}]


@pytest.fixture(scope="module")
def actions(served):
    """The actions that the endpoint has: it refuses parameters that they do not have."""
    found = set()
    for action in MODEL.operation_names:
        code = served.raw({"Action": action, "Nonsense": "1"})[1]
        assert code in ("UnknownParameter", "InvalidAction"), (action, code)
        if code == "UnknownParameter":
            found.add(action)
    return found


def test_the_endpoint_has_what_backups_and_restores_call(actions):
    assert len(actions) >= 40
    assert {"CreateSnapshots", "CopySnapshot", "DescribeSnapshots", "CreateVolume", "AttachVolume"} <= actions


def test_every_required_parameter_is_required(served, actions):
    required = {a for a in actions if MODEL.operation_model(a).input_shape.required_members}
    answers = {action: served.raw({"Action": action}) for action in required}
    # The documentation has this as its example of InvalidParameterCombination.
    assert answers.pop("TerminateInstances") == (400, "InvalidParameterCombination")
    assert set(answers.values()) == {(400, "MissingParameter")}, answers


def until_attached(ec2, volume):
    """A volume is in use from the request on; it can be detached once it is attached."""
    for _ in range(30):
        [attachment] = ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0]["Attachments"]
        if attachment["State"] == "attached":
            return
        time.sleep(0.2)
    raise AssertionError(attachment)


def test_every_answer_is_as_the_model_has_it(ec2, checked, actions, wait_until):
    ec2.describe_instances()
    ec2.describe_availability_zones()
    ec2.describe_images(Owners=["self"])
    ec2.describe_volumes()
    ec2.describe_instance_status()
    ec2.describe_fast_snapshot_restores()
    ec2.describe_tags()
    ec2.describe_instance_types(InstanceTypes=["t4g.small"])
    for attribute in MODEL.shape_for("InstanceAttributeName").enum:
        if attribute != "enaSupport":  # It can be modified, but not described.
            ec2.describe_instance_attribute(InstanceId=WEB, Attribute=attribute)
    ec2.describe_instance_credit_specifications(InstanceIds=[WEB])
    ec2.describe_account_attributes()
    ec2.describe_vpcs()

    single = ec2.create_snapshot(VolumeId=DB_DATA, Description="single", TagSpecifications=MARK)["SnapshotId"]
    whole = ec2.create_snapshots(InstanceSpecification={"InstanceId": WEB}, TagSpecifications=MARK)
    assert {s["VolumeId"] for s in whole["Snapshots"]} == {WEB_ROOT, WEB_DATA}
    ids = [single] + [s["SnapshotId"] for s in whole["Snapshots"]]
    wait_until(ec2, "snapshot_completed", SnapshotIds=ids)
    added = {"Add": [{"UserId": OTHER_ACCOUNT}]}
    ec2.modify_snapshot_attribute(SnapshotId=ids[0], CreateVolumePermission=added)
    shared = ec2.describe_snapshot_attribute(SnapshotId=ids[0], Attribute="createVolumePermission")
    assert shared["CreateVolumePermissions"] == [{"UserId": OTHER_ACCOUNT}]
    listed = ec2.describe_snapshots(OwnerIds=["self"], RestorableByUserIds=[OTHER_ACCOUNT])["Snapshots"]
    assert [s["SnapshotId"] for s in listed] == ids[:1]
    for snapshot in ec2.describe_snapshots(SnapshotIds=ids)["Snapshots"]:
        assert snapshot["Tags"] == MARK[0]["Tags"]
    ec2.create_tags(Resources=ids, Tags=[{"Key": "more", "Value": ""}])
    ec2.delete_tags(Resources=ids, Tags=[{"Key": "more"}])

    copy = ec2.copy_snapshot(SourceRegion=ec2.meta.region_name, SourceSnapshotId=ids[0], TagSpecifications=MARK)
    assert copy["Tags"] == MARK[0]["Tags"]
    wait_until(ec2, "snapshot_completed", SnapshotIds=[copy["SnapshotId"]])

    ec2.lock_snapshot(SnapshotId=ids[0], LockMode="governance", LockDuration=1)
    assert ec2.describe_locked_snapshots()["Snapshots"][0]["SnapshotId"] == ids[0]
    ec2.unlock_snapshot(SnapshotId=ids[0])
    ec2.modify_snapshot_tier(SnapshotId=ids[1], StorageTier="archive")
    ec2.describe_snapshot_tier_status()
    ec2.list_snapshots_in_recycle_bin()
    ec2.delete_snapshot(SnapshotId=ids[2])

    volume = ec2.create_volume(AvailabilityZone=WEB_ZONE, SnapshotId=BEFORE, VolumeType="gp3")["VolumeId"]
    wait_until(ec2, "volume_available", VolumeIds=[volume])
    ec2.describe_volume_status(VolumeIds=[volume])
    ec2.modify_volume(VolumeId=volume, Size=200)
    ec2.describe_volumes_modifications(VolumeIds=[volume])
    ec2.attach_volume(VolumeId=volume, InstanceId=WEB, Device="/dev/sdm")
    wait_until(ec2, "volume_in_use", VolumeIds=[volume])
    until_attached(ec2, volume)
    ec2.modify_instance_attribute(
        InstanceId=WEB,
        BlockDeviceMappings=[{"DeviceName": "/dev/sdm", "Ebs": {"DeleteOnTermination": True}}],
    )
    ec2.detach_volume(VolumeId=volume)
    wait_until(ec2, "volume_available", VolumeIds=[volume])
    ec2.delete_volume(VolumeId=volume)
    wait_until(ec2, "volume_deleted", VolumeIds=[volume])

    root = ec2.create_volume(AvailabilityZone=WEB_ZONE, SnapshotId=IMAGE_SNAPSHOT, VolumeType="gp3")["VolumeId"]
    wait_until(ec2, "volume_available", VolumeIds=[root])
    task = ec2.create_replace_root_volume_task(InstanceId=WEB, VolumeId=root)["ReplaceRootVolumeTask"]
    ec2.describe_replace_root_volume_tasks(ReplaceRootVolumeTaskIds=[task["ReplaceRootVolumeTaskId"]])

    ec2.enable_ebs_encryption_by_default()
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    key = ec2.get_ebs_default_kms_key_id()["KmsKeyId"]
    assert ec2.modify_ebs_default_kms_key_id(KmsKeyId=key)["KmsKeyId"]
    ec2.disable_ebs_encryption_by_default()

    ec2.stop_instances(InstanceIds=[DB])
    wait_until(ec2, "instance_stopped", InstanceIds=[DB])
    ec2.start_instances(InstanceIds=[DB])
    wait_until(ec2, "instance_running", InstanceIds=[DB])

    called = {name.partition(":")[2] for name in checked.answers if name.startswith("ec2:")}
    # Without a rule nothing is in the Recycle Bin, and the worlds' instances are needed by other tests.
    assert actions - called == {"RestoreSnapshotFromRecycleBin", "TerminateInstances"}


def test_every_answer_has_the_members_of_the_examples(checked, actions):
    """Of the answers that the test before was given."""
    missing = set()
    for action in actions:
        ours = Members(checked.answers[f"ec2:{action}"])
        for place, names in Members(outputs(action)).every.items():
            missing |= {f"{action}: {place}.{name}" for name in names - ours.every.get(place, names)}
    accepted = json.loads(Path(__file__).with_name("example_exceptions.json").read_text())
    listed = {member for exception in accepted for member in exception["members"]}
    unlisted, superfluous = sorted(missing - listed), sorted(listed - missing)
    assert not unlisted, "neither sent nor listed:\n" + "\n".join(unlisted)
    assert not superfluous, "listed, but sent:\n" + "\n".join(superfluous)
