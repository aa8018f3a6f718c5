"""coldsnap: what it downloads is the world's image, each block with its checksum."""

import os
import subprocess
from pathlib import Path

import pytest
from served_world import AFTER, BLOCK, BLOCKS_AFTER


def test_a_download_is_the_image(served, tmp_path):
    coldsnap = Path(os.environ.get("COLDSNAP", "not installed"))
    if not coldsnap.is_file():
        pytest.skip(f"there is no {coldsnap}: conformance/run installs it where cargo is on the computer")
    disk = tmp_path / "disk.img"
    done = subprocess.run(
        [coldsnap, "--region", served.region, "--endpoint", served.endpoint]
        + ["download", "--no-progress", AFTER, disk],
        env=served.environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    assert disk.stat().st_size == 100 * 1024**3
    expected = {**BLOCKS_AFTER, 10: b"the end".ljust(BLOCK, b"\0")}
    with disk.open("rb") as contents:
        read = {index: contents.read(BLOCK) for index in range(max(expected) + 2)}
    assert {index: data for index, data in read.items() if data.strip(b"\0")} == expected
