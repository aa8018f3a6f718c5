import json
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

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
    """botocore's own waiters, but asking each second, and not before EC2 knows what it has just made."""

    def wait(ec2, name, **arguments):
        waiter = ec2.get_waiter(name)
        deadline = time.monotonic() + 5
        while name != "volume_deleted":
            try:
                getattr(ec2, xform_name(waiter.config.operation))(**arguments)
                break
            except ClientError as error:
                if not error.response["Error"]["Code"].endswith(".NotFound") or time.monotonic() > deadline:
                    raise
        waiter.wait(WaiterConfig={"Delay": 1, "MaxAttempts": 30}, **arguments)

    return wait
