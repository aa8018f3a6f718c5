"""Ansible's amazon.aws modules: a volume, its snapshot and an instance, in playbooks that are run twice."""

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
    playbooks = Path(__file__).with_name("ansible")
    environment = {
        **served.environment(),
        "AWS_REGION": served.region,
        "ANSIBLE_HOME": str(tmp_path),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_PYTHON_INTERPRETER": str(tools / "bin/python"),
        "LC_ALL": "C.UTF-8",
    }

    def changed(playbook):
        done = subprocess.run(
            [tools / "bin/ansible-playbook", "-i", "localhost,", "-e", f"instance={WEB} zone={WEB_ZONE}",
             playbooks / playbook],
            env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return int(re.search(r"changed=(\d+)", done.stdout).group(1))

    assert changed("playbook.yml") == 2
    assert changed("playbook.yml") == 0
    # The other clients' tests share this world and expect the volumes that it began with.
    assert changed("remove.yml") == 2
    assert changed("remove.yml") == 0
