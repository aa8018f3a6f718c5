"""Cold-starts a function repeatedly, in Java and in Python, and compares the time to the first response.

Usage: see bench/cold-start, which calls this.
"""

import argparse
import json
import os
import queue
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import loopback

# Makes two calls: DescribeVolumes by tag, then DescribeInstances by id.
HANDLER = "ebsbackup.backup.SelectTargetsHandler"
SELECT = {"volumeTags": {"Name": ["web root"]}}
PATIENCE = 60

PYTHON_HANDLER = """
import boto3

ec2 = boto3.client("ec2")


def handle(event, context):
    tags = event["plan"]["select"]["volumeTags"]
    filters = [{"Name": "tag:" + key, "Values": values} for key, values in tags.items()]
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    volumes = [volume for page in pages for volume in page["Volumes"]]
    ids = sorted({a["InstanceId"] for volume in volumes for a in volume["Attachments"]})
    pages = ec2.get_paginator("describe_instances").paginate(InstanceIds=ids)
    instances = [i for page in pages for reservation in page["Reservations"] for i in reservation["Instances"]]
    return {"targets": [{"instanceId": instance["InstanceId"]} for instance in instances]}
"""


class RuntimeApi:
    """Lambda's Runtime API for one process: it serves one event and records the time of the response."""

    def __init__(self, event):
        self.answered = queue.Queue()
        answered = self.answered
        given = threading.Event()

        class Handler(loopback.Handler):
            def do_GET(self):
                if given.is_set():
                    time.sleep(PATIENCE)
                    return
                given.set()
                headers = {
                    "Lambda-Runtime-Aws-Request-Id": "1",
                    "Lambda-Runtime-Deadline-Ms": int(time.time() * 1000) + PATIENCE * 1000,
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:f",
                    "Content-Type": "application/json",
                }
                self.reply(200, event.encode(), headers)

            def do_POST(self):
                answered.put((time.monotonic(), self.path, self.body().decode()))
                self.reply(202, b"{}", {})

        self.server = loopback.serve(Handler)
        # The process is killed after its response, in the middle of its next request.
        self.server.handle_error = lambda *_: None

    def address(self):
        return f"127.0.0.1:{self.server.server_port}"


def processor_seconds_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid):
    """Returns the peak resident memory of the process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1000


def first_response(command, folder, event, endpoint):
    """Returns the seconds from the start of the process to its response, its processor time and its memory."""
    api = RuntimeApi(event)
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": api.address(),
        "_HANDLER": command[-1],
        "LAMBDA_TASK_ROOT": str(folder),
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_ENDPOINT_URL": endpoint,
    }
    start = time.monotonic()
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            end, path, body = api.answered.get(timeout=PATIENCE)
            processor = processor_seconds_of(process.pid)
            memory = memory_of(process.pid)
        finally:
            process.kill()
            api.server.shutdown()
        if not path.endswith("/response") or "i-0aeb0000000000001" not in body:
            sys.exit(f"{command}: {path}: {body}\n{process.stderr.read().decode()}")
    return end - start, processor, memory


def java(executable, runtime, more=()):
    libraries = [str(jar) for jar in sorted(runtime.resolve().glob("aws-lambda-java-*.jar"))]
    # The options with which Lambda starts it for 1,024 MB.
    flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx860m", "--enable-native-access=ALL-UNNAMED"]
    client = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
    return [executable, *flags, *more, "-cp", ":".join(libraries), client, HANDLER]


def classes_loaded(arguments, folder, event):
    with tempfile.TemporaryDirectory() as place:
        log = Path(place, "log")
        command = java(arguments.java, arguments.runtime, [f"-Xlog:class+load:file={log}"])
        first_response(command, folder, event, arguments.endpoint)
        return log.read_text(encoding="utf-8").count(" source: ")


def await_endpoint(url):
    for _ in range(PATIENCE * 10):
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing answers at {url}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--java", required=True)
    parser.add_argument("--runtime", type=Path, required=True)
    parser.add_argument("packages", type=Path, nargs="+")
    arguments = parser.parse_args()
    event = json.loads(Path("events/select-targets.json").read_text(encoding="utf-8"))
    event["plan"]["select"] = SELECT
    event = json.dumps(event)
    await_endpoint(arguments.endpoint)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "function.py").write_text(PYTHON_HANDLER, encoding="utf-8")
        python = [sys.executable, "-m", "awslambdaric", "function.handle"]
        kinds = {"boto3": (python, Path(folder))}
        for package in arguments.packages:
            kinds[str(package)] = (java(arguments.java, arguments.runtime), package.resolve())
        seen = {kind: [] for kind in kinds}
        for _ in range(arguments.rounds + 1):
            for kind, (command, place) in kinds.items():
                seen[kind].append(first_response(command, place, event, arguments.endpoint))
        print("| | first response, ms | ÷ boto3 | processor time, ms | ÷ boto3 | memory, MB | classes loaded |")
        print("| --- | --- | --- | --- | --- | --- |")
        for kind, figures in seen.items():
            # The first round fills the computer's caches. Each ratio compares figures of one round.
            rounds = list(zip(figures[1:], seen["boto3"][1:]))
            wall, processor, memory = (statistics.median(mine[i] for mine, _ in rounds) for i in range(3))
            ratios = [statistics.median(mine[i] / other[i] for mine, other in rounds) for i in range(2)]
            classes = "" if kind == "boto3" else f"{classes_loaded(arguments, kinds[kind][1], event):,}"
            print(
                f"| {kind} | {wall * 1000:.0f} | {ratios[0]:.2f} | {processor * 1000:.0f} | {ratios[1]:.2f} "
                f"| {memory:.0f} | {classes} |"
            )


if __name__ == "__main__":
    main()
