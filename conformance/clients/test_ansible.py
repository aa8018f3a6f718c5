"""Ansible's amazon.aws modules: a volume, its snapshot and an instance, in a playbook that is run twice."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from served_world import WEB, WEB_ZONE


def test_a_playbook_changes_nothing_when_it_runs_again(served, tmp_path):
    tools = Path(os.environ.get("ANSIBLE_TOOLS", "not installed"))
    if not tools.is_dir() and os.environ.get("CI") != "true":
        pytest.skip(f"Ansible is not in {tools}: conformance/run installs it")
    playbook = Path(__file__).with_name("ansible") / "playbook.yml"
    environment = {
        **served.environment(),
        "AWS_REGION": served.region,
        "ANSIBLE_HOME": str(tmp_path),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_PYTHON_INTERPRETER": str(tools / "bin/python"),
        "LC_ALL": "C.UTF-8",
    }

    def changed():
        done = subprocess.run(
            [tools / "bin/ansible-playbook", "-i", "localhost,", "-e", f"instance={WEB} zone={WEB_ZONE}", playbook],
            env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return int(re.search(r"changed=(\d+)", done.stdout).group(1))

    assert changed() == 2
    assert changed() == 0
