"""The AWS SDK for Go v2: list, create, wait, page, attach, tag, detach, delete."""

import os
import subprocess
from pathlib import Path

import pytest
from served_world import WEB, WEB_ZONE


def test_a_volume_and_its_snapshot(served):
    client = Path(os.environ.get("GO_CLIENT", "not built"))
    if not client.is_file() and os.environ.get("CI") != "true":
        pytest.skip(f"there is no {client}: conformance/run builds it where Go is installed")
    environment = {**served.environment(), "AWS_REGION": served.region}
    done = subprocess.run([client, WEB, WEB_ZONE], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
