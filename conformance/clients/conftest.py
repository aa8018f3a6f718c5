import json
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

import served_world
from model_check import ModelCheck


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    world = served_world.start(tmp_path_factory.mktemp("served"))
    yield world
    served_world.stop(world)


@pytest.fixture(scope="session")
def checked():
    return ModelCheck()


@pytest.fixture(scope="session")
def client(served, checked):
    def make(service):
        return checked.watch(
            boto3.client(
                service,
                endpoint_url=served.endpoint,
                region_name=served.region,
                aws_access_key_id="any",
                aws_secret_access_key="any",
                config=Config(retries={"total_max_attempts": 1}),
            )
        )

    return make


@pytest.fixture(scope="session")
def ec2(client):
    return client("ec2")


@pytest.fixture
def aws(served):
    """The AWS CLI: runs a command and gives its JSON, or its error message as text."""

    def run(*arguments, fails=False):
        done = subprocess.run(
            [Path(sys.executable).with_name("aws"), *arguments],
            env=served.environment(), cwd=served_world.PROJECT, capture_output=True, text=True,
        )  # fmt: skip
        if fails:
            assert done.returncode != 0, done.stdout
            return done.stderr
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


@pytest.fixture(scope="session")
def wait_until():
    """botocore's own waiters, but asking each second."""

    def wait(ec2, name, **arguments):
        ec2.get_waiter(name).wait(WaiterConfig={"Delay": 1, "MaxAttempts": 30}, **arguments)

    return wait
