"""The AWS CLI, as a person uses it."""

from served_world import WEB, WEB_DATA, WEB_ROOT, WEB_ZONE


def test_a_set_and_its_listing(aws):
    made = aws(
        "ec2", "create-snapshots", "--instance-specification", f"InstanceId={WEB}",
        "--description", "by hand & by CLI",
        "--tag-specifications", "ResourceType=snapshot,Tags=[{Key=made,Value=by CLI}]",
    )["Snapshots"]  # fmt: skip
    assert {s["VolumeId"] for s in made} == {WEB_ROOT, WEB_DATA}
    assert len({s["StartTime"] for s in made}) == 1
    ids = [s["SnapshotId"] for s in made]
    # It asks every 15 seconds, but the first time at once; snapshots are pending for two at this speed.
    aws("ec2", "wait", "snapshot-completed", "--snapshot-ids", *ids)
    listed = aws(
        "ec2", "describe-snapshots", "--owner-ids", "self",
        "--filters", "Name=tag:made,Values=by CLI", "Name=status,Values=completed",
    )["Snapshots"]  # fmt: skip
    assert {s["SnapshotId"] for s in listed} == set(ids)
    assert {s["Description"] for s in listed} == {"by hand & by CLI"}
    for snapshot in ids:
        aws("ec2", "delete-snapshot", "--snapshot-id", snapshot)
    error = aws("ec2", "describe-snapshots", "--snapshot-ids", ids[0], fails=True)
    assert "(InvalidSnapshot.NotFound) when calling the DescribeSnapshots operation" in error


def test_without_its_root(aws):
    specification = f"InstanceId={WEB},ExcludeBootVolume=true"
    [made] = aws("ec2", "create-snapshots", "--instance-specification", specification)["Snapshots"]
    assert made["VolumeId"] == WEB_DATA


def test_pages(aws):
    volumes = [
        aws("ec2", "create-volume", "--availability-zone", WEB_ZONE, "--size", "1", "--volume-type", "gp3",
            "--tag-specifications", "ResourceType=volume,Tags=[{Key=page,Value=yes}]")["VolumeId"]
        for _ in range(7)
    ]  # fmt: skip
    mine = ("ec2", "describe-volumes", "--filters", "Name=tag:page,Values=yes")
    # In pages of five by the service, and all of them put together by the client.
    assert [v["VolumeId"] for v in aws(*mine, "--page-size", "5")["Volumes"]] == volumes
    # In pages of the client's own making.
    first = aws(*mine, "--max-items", "3", "--page-size", "5")
    assert [v["VolumeId"] for v in first["Volumes"]] == volumes[:3]
    rest = aws(*mine, "--page-size", "5", "--starting-token", first["NextToken"])
    assert [v["VolumeId"] for v in rest["Volumes"]] == volumes[3:]


def test_a_volume_from_making_to_deleting(aws):
    made = aws(
        "ec2", "create-volume", "--availability-zone", WEB_ZONE, "--size", "8", "--volume-type", "gp3",
        "--iops", "4000", "--throughput", "250",
    )  # fmt: skip
    volume = made["VolumeId"]
    assert (made["Size"], made["Iops"], made["Throughput"], made["State"]) == (8, 4000, 250, "creating")
    aws("ec2", "wait", "volume-available", "--volume-ids", volume)
    aws("ec2", "create-tags", "--resources", volume, "--tags", "Key=Name,Value=new one", "Key=empty,Value=")
    attached = aws(
        "ec2", "attach-volume", "--volume-id", volume, "--instance-id", WEB, "--device", "/dev/sdp"
    )
    assert attached["State"] == "attaching"
    aws("ec2", "wait", "volume-in-use", "--volume-ids", volume)
    found = aws("ec2", "describe-volumes", "--filters", "Name=tag:Name,Values=new*")["Volumes"]
    assert [v["VolumeId"] for v in found] == [volume]
    assert found[0]["Tags"] == [{"Key": "Name", "Value": "new one"}, {"Key": "empty", "Value": ""}]
    assert found[0]["Attachments"][0]["InstanceId"] == WEB
    error = aws("ec2", "delete-volume", "--volume-id", volume, fails=True)
    assert "(VolumeInUse)" in error
    assert aws("ec2", "detach-volume", "--volume-id", volume)["State"] == "detaching"
    aws("ec2", "wait", "volume-available", "--volume-ids", volume)
    aws("ec2", "delete-tags", "--resources", volume, "--tags", "Key=empty")
    aws("ec2", "delete-volume", "--volume-id", volume)
    aws("ec2", "wait", "volume-deleted", "--volume-ids", volume)


def test_a_dry_run(aws):
    error = aws("ec2", "create-snapshot", "--volume-id", WEB_DATA, "--dry-run", fails=True)
    assert "(DryRunOperation)" in error


def test_a_function(aws, served, tmp_path):
    function = next(arn for arn in served.functions if arn.endswith("SelectTargetsFunction"))
    answer = tmp_path / "answer.json"
    told = aws("lambda", "invoke", "--function-name", function, "--payload", '{"nonsense": 1}', str(answer))
    assert (told["StatusCode"], told["FunctionError"]) == (200, "Unhandled")
    assert '"errorType"' in answer.read_text()
    error = aws("lambda", "invoke", "--function-name", "nobody", str(answer), fails=True)
    assert "(ResourceNotFoundException)" in error


def test_a_service_that_is_not_there(aws):
    assert "does not have the service route53, only [" in aws("route53", "list-hosted-zones", fails=True)


def test_an_action_of_s3_that_is_not_there(aws):
    assert "puts and gets whole objects, it does not have GET /" in aws("s3api", "list-buckets", fails=True)
