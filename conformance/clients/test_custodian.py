"""Cloud Custodian: policies that list by attachments, encryption and age, and that tag, snapshot and delete."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from served_world import AFTER, BEFORE, DB, WEB, WEB_DATA, WEB_ZONE


def test_policies(served, ec2, wait_until, tmp_path):
    tools = Path(os.environ.get("CUSTODIAN_TOOLS", "not installed"))
    if not tools.is_dir() and os.environ.get("CI") != "true":
        pytest.skip(f"Cloud Custodian is not in {tools}: conformance/run installs it")
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "made-by", "Value": "custodian"}]}]
    volume = ec2.create_volume(AvailabilityZone=WEB_ZONE, Size=2, VolumeType="gp3", TagSpecifications=tags)["VolumeId"]
    wait_until(ec2, "volume_available", VolumeIds=[volume])

    policies = Path(__file__).with_name("custodian") / "policies.yml"
    done = subprocess.run(
        [tools / "bin/custodian", "run", "--region", served.region, "--cache-period", "0", "-s", tmp_path, policies],
        env=served.environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr

    def found(policy, key):
        return {resource[key] for resource in json.loads((tmp_path / policy / "resources.json").read_text())}

    assert found("unattached", "VolumeId") == found("delete-unattached", "VolumeId") == {volume}
    assert WEB_DATA in found("unencrypted", "VolumeId")
    assert volume not in found("unencrypted", "VolumeId")
    assert {WEB, DB} <= found("running", "InstanceId")
    assert {BEFORE, AFTER} <= found("old-snapshots", "SnapshotId")
    [snapshot] = found("delete-snapshots", "SnapshotId")
    with pytest.raises(ClientError) as gone:
        ec2.describe_snapshots(SnapshotIds=[snapshot])
    assert gone.value.response["Error"]["Code"] == "InvalidSnapshot.NotFound"
    wait_until(ec2, "volume_deleted", VolumeIds=[volume])
