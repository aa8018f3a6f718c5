"""The deployed workflows, started and followed through Step Functions' own API, and the README's tour."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from served_world import PROJECT, WEB, WEB_DATA, WEB_ROOT, WEB_ZONE


@pytest.fixture(scope="module")
def sfn(client):
    return client("stepfunctions")


def ended(describe, arn):
    for _ in range(120):
        execution = describe(arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.5)
    raise AssertionError(execution)


def test_backup_and_restore_with_the_cli(aws, served, ec2):
    def describe(arn):
        return aws("stepfunctions", "describe-execution", "--execution-arn", arn)

    def run(workflow, *arguments):
        arn = aws("stepfunctions", "start-execution", "--state-machine-arn", served.machine(workflow), *arguments)
        execution = ended(describe, arn["executionArn"])
        assert execution["status"] == "SUCCEEDED", execution
        return json.loads(execution["output"]), execution

    plan = {"plan": "by-cli", "select": {"instanceIds": [WEB]}}
    _, backup = run("backup", "--input", json.dumps(plan), "--name", "first")
    tags = [{"Name": "tag:ebs-backup:plan", "Values": ["by-cli"]}]
    snapshots = ec2.describe_snapshots(OwnerIds=["self"], Filters=tags)["Snapshots"]
    assert {(s["VolumeId"], s["State"]) for s in snapshots} == {
        (ec2_root(ec2), "completed"),
        (WEB_DATA, "completed"),
    }

    history = aws("stepfunctions", "get-execution-history", "--execution-arn", backup["executionArn"])["events"]
    assert [event["id"] for event in history] == list(range(1, len(history) + 1))
    assert (history[0]["type"], history[-1]["type"]) == ("ExecutionStarted", "ExecutionSucceeded")

    request = {"instanceId": WEB, "from": {"latest": True}, "mode": "create"}
    run("restore", "--input", json.dumps(request))
    source = [{"Name": "snapshot-id", "Values": [s["SnapshotId"] for s in snapshots]}]
    volumes = ec2.describe_volumes(Filters=source)["Volumes"]
    assert {(v["State"], v["AvailabilityZone"], v["SnapshotId"]) for v in volumes} == {
        ("available", WEB_ZONE, s["SnapshotId"]) for s in snapshots
    }


def ec2_root(ec2):
    """The root that the instance has now: another test may have replaced it."""
    [reservation] = ec2.describe_instances(InstanceIds=[WEB])["Reservations"]
    [instance] = reservation["Instances"]
    return next(
        m["Ebs"]["VolumeId"] for m in instance["BlockDeviceMappings"] if m["DeviceName"] == instance["RootDeviceName"]
    )


def test_history_in_pages_backwards_and_without_data(sfn, served):
    plan = {"plan": "pages", "select": {"volumeIds": [WEB_DATA]}}
    arn = sfn.start_execution(stateMachineArn=served.machine("backup"), input=json.dumps(plan))["executionArn"]
    ended(lambda a: sfn.describe_execution(executionArn=a), arn)
    whole = sfn.get_execution_history(executionArn=arn)["events"]
    pages = sfn.get_paginator("get_execution_history").paginate(
        executionArn=arn, reverseOrder=True, PaginationConfig={"PageSize": 4}
    )
    assert [e for page in pages for e in page["events"]] == whole[::-1]
    bare = sfn.get_execution_history(executionArn=arn, includeExecutionData=False)["events"]
    assert "input" in whole[0]["executionStartedEventDetails"]
    assert "input" not in bare[0]["executionStartedEventDetails"]


def test_stop_and_list(sfn, served):
    machine = served.machine("backup")
    plan = json.dumps({"plan": "stopped", "select": {"instanceIds": [WEB]}})
    arn = sfn.start_execution(stateMachineArn=machine, name="stopped", input=plan)["executionArn"]
    sfn.stop_execution(executionArn=arn, error="Enough", cause="by a test")
    stopped = sfn.describe_execution(executionArn=arn)
    assert (stopped["status"], stopped["error"], stopped["cause"]) == ("ABORTED", "Enough", "by a test")
    aborted = sfn.list_executions(stateMachineArn=machine, statusFilter="ABORTED")["executions"]
    assert [e["name"] for e in aborted] == ["stopped"]
    described = sfn.describe_state_machine(stateMachineArn=machine)
    assert json.loads(described["definition"])["QueryLanguage"] == "JSONata"
    assert machine in [m["stateMachineArn"] for m in sfn.list_state_machines()["stateMachines"]]


def test_refused(sfn, served):
    machine = served.machine("backup")
    for code, call in {
        "InvalidName": lambda: sfn.start_execution(stateMachineArn=machine, name="a b", input="{}"),
        "InvalidExecutionInput": lambda: sfn.start_execution(stateMachineArn=machine, input="{"),
        "StateMachineDoesNotExist": lambda: sfn.start_execution(stateMachineArn=machine + "x", input="{}"),
        "ExecutionDoesNotExist": lambda: sfn.describe_execution(
            executionArn=machine.replace("stateMachine", "execution") + ":nobody"
        ),
    }.items():
        with pytest.raises(getattr(sfn.exceptions, code)):
            call()


def test_the_tour_of_the_readme(served):
    readme = (PROJECT / "docs/emulator.md").read_text()
    section = readme.split("\n## Tour with the AWS CLI\n")[1].split("\n## ")[0]
    commands = next(b for b in re.findall(r"```sh\n(.*?)```", section, re.S) if b.startswith("machine="))
    environment = served.environment()
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        env=environment, cwd=PROJECT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"SUCCEEDED"' in done.stdout and "completed" in done.stdout
