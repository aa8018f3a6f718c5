"""moto's server on a free port of 127.0.0.1, which it prints; ends when standard input does.

Some things are added, since the workflows run on a virtual clock and moto lacks some of EC2:

- a request may say what time it is, in the header x-conformance-time; moto stamps what it makes with it
- the calls for which the file of exceptions has an answer get that answer, with the exception's id in
  the header x-conformance-exception; so does what moto does otherwise than EC2 and is mended here
"""

import email.utils
import io
import json
import os
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

# Images that the account has not made would be among its own.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

import moto.core.utils

told = threading.local()


def now() -> datetime:
    return getattr(told, "time", None) or datetime.now(UTC).replace(tzinfo=None)


# Before anything of moto is imported that takes the function by name.
moto.core.utils.utcnow = now

from moto.ec2.models.amis import Ami
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.models.instances import Instance
from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


plain_create_snapshots = EBSBackend.create_snapshots


def create_snapshots(self: EBSBackend, instance_spec: dict[str, Any], *more: Any) -> list[Any]:
    """moto ignores ExcludeDataVolumeIds."""
    made = plain_create_snapshots(self, instance_spec, *more)
    excluded = instance_spec.get("ExcludeDataVolumeIds", [])
    for snapshot in [s for s in made if s.volume_id in excluded]:
        told.exception = "excluded-volumes"
        self.snapshots.pop(snapshot.id)
        made.remove(snapshot)
    return made


EBSBackend.create_snapshots = create_snapshots
plain_image = Ami.__init__


def make_image(self: Ami, *arguments: Any, **more: Any) -> None:
    """moto makes up a volume that the image's snapshot is of."""
    plain_image(self, *arguments, **more)
    instance = more.get("instance")
    if instance:
        told.exception = "image-of-no-volume"
        root = instance.block_device_mapping[instance.root_device_name]
        self.ebs_snapshot.volume = self.ec2_backend.get_volume(root.volume_id)


Ami.__init__ = make_image
plain_start = Instance.start


def start(self: Instance) -> Any:
    self.started = now()
    return plain_start(self)


def checked(plain: property) -> property:
    """moto knows no time in which the checks of an instance that was started have no result."""

    def status(self: Instance) -> dict[str, Any]:
        if now() - getattr(self, "started", datetime.min) < timedelta(minutes=1):
            told.exception = "healthy-at-once"
            return {"Status": "initializing"}
        return plain.fget(self)

    return property(status)


Instance.start = start
Instance.instance_status = checked(Instance.instance_status)
Instance.system_status = checked(Instance.system_status)


def action_of(environ: Environ) -> str:
    """Reads the request's body and puts it back."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return urllib.parse.parse_qs(body.decode("utf-8", "replace")).get("Action", [""])[0]


class Handler(MotoRequestHandler):
    """Dates the answers, too."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return email.utils.format_datetime(now().replace(tzinfo=UTC), usegmt=True)


class Server:
    def __init__(self, exceptions: list[dict[str, Any]]) -> None:
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.answers = {
            action: (exception["id"], answer)
            for exception in exceptions
            for action, answer in exception.get("answers", {}).items()
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        time = environ.get("HTTP_X_CONFORMANCE_TIME")
        told.exception = None
        told.time = datetime.fromisoformat(time).replace(tzinfo=None) if time else None
        answer = self.answers.get(action_of(environ))
        if answer:
            exception, text = answer
            start_response(
                "200 OK",
                [("Content-Type", "text/xml"), ("x-conformance-exception", exception)],
            )
            return [text.encode()]

        def start_marked(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            mended = [("x-conformance-exception", told.exception)] if told.exception else []
            return start_response(status, [*mended, *headers], *more)

        return self.moto(environ, start_marked)


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        exceptions = json.load(file)
    server = make_server(
        "127.0.0.1", 0, Server(exceptions), threaded=True, request_handler=Handler
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


main()
