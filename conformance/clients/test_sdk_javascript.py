"""The AWS SDK for JavaScript v3: create, wait, tag, attach, page, detach, delete."""

import os
import subprocess
from pathlib import Path

import pytest
from served_world import WEB, WEB_ZONE


def test_a_volume_and_its_snapshot(served):
    tools = Path(os.environ.get("NODE_TOOLS", "not installed"))
    if not (tools / "node_modules").is_dir() and os.environ.get("CI") != "true":
        pytest.skip(f"the Node.js tools are not in {tools}: conformance/run installs them")
    script = Path(__file__).with_name("sdk_javascript.mjs")
    environment = {**served.environment(), "AWS_REGION": served.region}
    done = subprocess.run(
        ["node", script, tools, WEB, WEB_ZONE], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
