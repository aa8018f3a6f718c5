"""Counts the EC2 calls of one cycle, with EBS Backup and with Cloud Custodian, on the same fleet.

Usage: see bench/calls, which calls this.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import loopback

INSTANCES = [5, 100]
VOLUMES = 4
START = "2026-01-12T08:30:00+00:00"

POLICIES = {
    "policies": [
        {
            "name": "back-up",
            "resource": "aws.ec2",
            "filters": [{"tag:Backup": "daily"}],
            "actions": [{"type": "snapshot", "copy-tags": ["Name"], "tags": {"made-by": "custodian"}}],
        },
        {
            "name": "delete-old",
            "resource": "aws.ebs-snapshot",
            "filters": [{"tag:made-by": "custodian"}],
            "actions": ["delete"],
        },
    ]
}


def fleet(folder, count):
    """Creates a world of instances with their volumes, as the AWS CLI prints them."""
    instances, volumes = [], []
    for number in range(1, count + 1):
        instance = f"i-{number:017x}"
        devices = []
        for place in range(VOLUMES):
            volume = f"vol-{number * 16 + place:017x}"
            device = "/dev/xvda" if place == 0 else f"/dev/sd{chr(ord('f') + place)}"
            attachment = {"AttachTime": START, "DeleteOnTermination": place == 0, "VolumeId": volume}
            devices.append({"DeviceName": device, "Ebs": {**attachment, "Status": "attached"}})
            volumes.append(
                {
                    "Attachments": [{**attachment, "Device": device, "InstanceId": instance, "State": "attached"}],
                    "AvailabilityZone": "eu-central-1a",
                    "CreateTime": START,
                    "Encrypted": False,
                    "MultiAttachEnabled": False,
                    "Size": 8,
                    "SnapshotId": "",
                    "State": "in-use",
                    "VolumeId": volume,
                    "VolumeType": "gp3",
                    "Iops": 3000,
                    "Throughput": 125,
                    "Tags": [{"Key": "Name", "Value": f"volume {place}"}],
                }
            )
        instances.append(
            {
                "Architecture": "arm64",
                "BlockDeviceMappings": devices,
                "ImageId": "ami-0a11ce0000000001a",
                "InstanceId": instance,
                "InstanceType": "t4g.small",
                "LaunchTime": START,
                "Placement": {"AvailabilityZone": "eu-central-1a", "Tenancy": "default"},
                "RootDeviceName": "/dev/xvda",
                "RootDeviceType": "ebs",
                "State": {"Code": 16, "Name": "running"},
                "Tags": [{"Key": "Backup", "Value": "daily"}],
            }
        )
    small = Path("worlds/small")
    for name in ("images", "snapshots", "world"):
        folder.joinpath(f"{name}.json").write_bytes(small.joinpath(f"{name}.json").read_bytes())
    reservation = {"OwnerId": "123456789012", "ReservationId": "r-0aeb0000000000001", "Instances": instances}
    folder.joinpath("instances.json").write_text(json.dumps({"Reservations": [reservation]}), encoding="utf-8")
    folder.joinpath("volumes.json").write_text(json.dumps({"Volumes": volumes}), encoding="utf-8")


def ours(folder):
    """Returns the calls of the second night: a backup, then the prune that deletes the first set."""
    plan = {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}}}
    backup, prune = folder / "backup-plan.json", folder / "prune-plan.json"
    backup.write_text(json.dumps(plan), encoding="utf-8")
    prune.write_text(json.dumps({**plan, "keep": {"last": 1}, "maxDeletions": max(INSTANCES)}), encoding="utf-8")
    world, calls = folder / "fleet", collections.Counter()
    for night, (workflow, plan_file) in enumerate((("backup", backup), ("backup", backup), ("prune", prune))):
        saved = folder / f"saved-{night}"
        command = ["./ebs-backup", "start", workflow, "--world", world, "--input", plan_file, "--save", saved, "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stdout)
        if night > 0:
            calls.update(json.loads(done.stdout)["calls"])
        world = saved
    return calls


class Counter:
    """Passes requests on to an endpoint and counts them by action."""

    def __init__(self, endpoint):
        self.calls = collections.Counter()
        calls = self.calls

        class Handler(loopback.Handler):
            def do_POST(self):
                body = self.body()
                action = urllib.parse.parse_qs(body.decode()).get("Action")
                if action:
                    calls[action[0]] += 1
                headers = {name: self.headers[name] for name in ("Authorization", "Content-Type", "X-Amz-Date") if self.headers[name]}
                try:
                    with urllib.request.urlopen(urllib.request.Request(endpoint, body, headers)) as answer:
                        self.reply(answer.status, answer.read(), {"Content-Type": answer.headers["Content-Type"]})
                except urllib.error.HTTPError as error:
                    self.reply(error.code, error.read(), {"Content-Type": error.headers["Content-Type"]})

        self.address = f"http://127.0.0.1:{loopback.serve(Handler).server_port}"


def custodian(executable, folder):
    """Returns the calls of the same cycle: snapshots of all instances, then the deletion of as many."""
    policies = folder / "policies.json"
    policies.write_text(json.dumps(POLICIES), encoding="utf-8")
    serve = ["./ebs-backup", "serve", "--json", "--world", folder / "fleet", "--port", "0", "--parameter", "ScheduleState=DISABLED"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as served:
        try:
            counter = Counter(json.loads(served.stdout.readline())["endpoint"])
            environment = {
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "AWS_ENDPOINT_URL": counter.address,
                "AWS_ACCESS_KEY_ID": "any",
                "AWS_SECRET_ACCESS_KEY": "any",
                "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_EC2_METADATA_DISABLED": "true",
            }
            command = [executable, "run", "--region", "eu-central-1", "--cache-period", "0", "-s", folder / "out", policies]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode != 0 or "ERROR" in done.stderr:
                sys.exit(done.stderr)
            return counter.calls
        finally:
            served.terminate()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--custodian", required=True)
    arguments = parser.parse_args()
    columns = []
    for count in INSTANCES:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            folder.joinpath("fleet").mkdir()
            fleet(folder / "fleet", count)
            columns.append((f"{count} instances, EBS Backup", ours(folder)))
            columns.append((f"{count} instances, Custodian", custodian(arguments.custodian, folder)))
    print("| call | " + " | ".join(name for name, _ in columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for action in sorted(set().union(*(calls for _, calls in columns))):
        print(f"| `{action}` | " + " | ".join(f"{calls[action]:,}" for _, calls in columns) + " |")
    print("| all | " + " | ".join(f"{calls.total():,}" for _, calls in columns) + " |")


if __name__ == "__main__":
    main()
