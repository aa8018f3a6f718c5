"""A sample world with contents, and `./ebs-backup serve` on it."""

import copy
import json
import os
import random
import shutil
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BLOCK = 512 * 1024

WEB, WEB_ROOT, WEB_DATA = "i-0aeb0000000000001", "vol-0aeb000000000000a", "vol-0aeb000000000000f"
WEB_ZONE, OTHER_ZONE = "eu-central-1b", "eu-central-1a"
DB, DB_DATA = "i-0db00000000000001", "vol-0db0000000000000f"
IMAGE_SNAPSHOT, BEFORE, AFTER = "snap-0a11ce0000000001a", "snap-0db00000000000001", "snap-0db00000000000002"

# A minute a second: snapshots are pending for seconds, what is eventually visible is so at once.
SPEED = 60


def blocks(seed: int, *indexes: int) -> dict[int, bytes]:
    source = random.Random(seed)
    return {index: source.randbytes(BLOCK) for index in indexes}


# Of AFTER, block 2 is another one, block 9 is new, and the last has not the full length in the image.
BLOCKS_BEFORE = blocks(1, 0, 2, 5)
BLOCKS_AFTER = {**BLOCKS_BEFORE, **blocks(2, 2, 9)}


def image(of: dict[int, bytes], tail: bytes = b"") -> bytes:
    content = bytearray((max(of) + 1) * BLOCK)
    for index, data in of.items():
        content[index * BLOCK : (index + 1) * BLOCK] = data
    return bytes(content) + tail


def make_world(folder: Path) -> Path:
    """worlds/small, with a second snapshot of a volume and the contents of both."""
    world = folder / "world"
    shutil.copytree(PROJECT / "worlds/small", world)
    listing = json.loads((world / "snapshots.json").read_text())
    later = copy.deepcopy(next(s for s in listing["Snapshots"] if s["SnapshotId"] == BEFORE))
    later.update(SnapshotId=AFTER, StartTime="2026-02-20T00:00:00+00:00", Description="a week later")
    listing["Snapshots"].append(later)
    (world / "snapshots.json").write_text(json.dumps(listing))
    (world / "snapshots").mkdir()
    (world / f"snapshots/{BEFORE}.img").write_bytes(image(BLOCKS_BEFORE))
    (world / f"snapshots/{AFTER}.img").write_bytes(image(BLOCKS_AFTER, b"the end"))
    return world


@dataclass
class Served:
    process: subprocess.Popen
    endpoint: str
    region: str
    state_machines: list[str]
    functions: list[str]
    saved: Path

    def machine(self, workflow: str) -> str:
        return next(arn for arn in self.state_machines if arn.endswith("-" + workflow))

    def environment(self) -> dict[str, str]:
        """What a person pastes, and nothing of the computer's own configuration."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.saved.parent),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def raw(self, form: str | dict[str, str], signed: bool = True) -> tuple[int, str]:
        """A request to EC2 as no client would make it: the status, and the error code if any."""
        body = form if isinstance(form, str) else urllib.parse.urlencode(form)
        request = urllib.request.Request(self.endpoint, body.encode())
        request.add_header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        if signed:
            scope = f"any/20260301/{self.region}/ec2/aws4_request"
            request.add_header(
                "Authorization", f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
            )
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, ""
        except urllib.error.HTTPError as error:
            return error.code, ElementTree.fromstring(error.read()).findtext("Errors/Error/Code") or ""


def start(folder: Path) -> Served:
    world = make_world(folder)
    saved = folder / "saved"
    process = subprocess.Popen(
        [PROJECT / "ebs-backup", "serve", "--json", "--port", "0", "--world", world, "--save", saved,
         "--speed", str(SPEED), "--parameter", "ScheduleState=DISABLED"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    line = process.stdout.readline()
    assert line, f"serve ended with {process.wait()}"
    told = json.loads(line)
    return Served(
        process, told["endpoint"], told["region"], told["stateMachines"], told["functions"], saved
    )


def stop(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    try:
        served.process.wait(30)
    except subprocess.TimeoutExpired:
        served.process.kill()
        raise
