"""Holds the bytes of answers against botocore's models, which are AWS's own: botocore itself is silent about
what it does not know."""

import datetime
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict

MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "timestamp": datetime.datetime,
    "blob": bytes,
    "list": list,
    "map": dict,
    "structure": dict,
}


class ModelCheck:
    """Checks every answer of the clients it watches and keeps the checked ones by action."""

    def __init__(self):
        self.answers = defaultdict(list)

    def watch(self, client):
        client.meta.events.register("after-call", self._after_call)
        return client

    def _after_call(self, http_response, parsed, model, **_):
        if http_response.status_code >= 300:
            return
        problems = []
        shape = model.output_shape
        protocol = model.service_model.metadata["protocol"]
        if protocol in ("ec2", "query"):
            root = ElementTree.fromstring(http_response.content)
            xml_root(root, shape, model.name, problems)
        elif shape is not None and not shape.serialization.get("payload"):
            json_value(json.loads(http_response.content), shape, model.name, problems)
        if shape is not None:
            parsed_value(parsed, shape, model.name, problems)
        assert not problems, "\n".join(problems)
        answer = {name: member for name, member in parsed.items() if name != "ResponseMetadata"}
        self.answers[f"{model.service_model.service_name}:{model.name}"].append(answer)


def local(element):
    return element.tag.rpartition("}")[2]


def wire_name(name, shape):
    return shape.serialization.get("name", name)


def xml_root(root, shape, name, problems):
    if local(root) != name + "Response":
        problems.append(f"{name}: the root element is {local(root)}")
    # An action without output answers that it has done its work: the API Reference has `return`.
    beside = {"requestId"} if shape is not None and shape.members else {"requestId", "return"}
    if "requestId" not in [local(child) for child in root]:
        problems.append(f"{name}: no requestId")
    for child in list(root):
        if local(child) in beside:
            root.remove(child)
    if shape is not None:
        xml_value(root, shape, name, problems)
    elif len(root):
        problems.append(f"{name}: has no output, but was {[local(child) for child in root]}")


def xml_value(element, shape, place, problems):
    text = element.text or ""
    if shape.type_name == "structure":
        members = {wire_name(name, member): member for name, member in shape.members.items()}
        seen = Counter(local(child) for child in element)
        for child in element:
            name = local(child)
            if name not in members:
                problems.append(f"{place}: the model has no {name}")
            elif seen[name] > 1:
                problems.append(f"{place}: {seen[name]} times {name}")
            else:
                xml_value(child, members[name], f"{place}.{name}", problems)
    elif shape.type_name == "list":
        item = wire_name("member", shape.member)
        for index, child in enumerate(element):
            if local(child) != item:
                problems.append(f"{place}: an item is called {local(child)}, not {item}")
            xml_value(child, shape.member, f"{place}[{index}]", problems)
    elif shape.type_name == "boolean" and text not in ("true", "false"):
        problems.append(f"{place}: a boolean is {text!r}")
    elif shape.type_name in ("integer", "long") and not re.fullmatch(r"-?\d+", text):
        problems.append(f"{place}: a number is {text!r}")
    elif shape.type_name == "timestamp" and not MILLISECONDS.fullmatch(text):
        problems.append(f"{place}: a time is {text!r}")
    elif shape.type_name == "string" and shape.enum and text not in shape.enum:
        problems.append(f"{place}: {text!r} is none of {shape.enum}")


def json_value(value, shape, place, problems):
    if shape.type_name == "structure":
        members = {wire_name(name, member): member for name, member in shape.members.items()}
        for name, member in value.items():
            if name not in members:
                problems.append(f"{place}: the model has no {name}")
            else:
                json_value(member, members[name], f"{place}.{name}", problems)
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            json_value(item, shape.member, f"{place}[{index}]", problems)
    elif shape.type_name == "timestamp" and not isinstance(value, (int, float)):
        problems.append(f"{place}: a time is {value!r}")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        problems.append(f"{place}: {value!r} is none of {shape.enum}")


def parsed_value(value, shape, place, problems):
    """What botocore made of the answer: types, and all that is required."""
    expected = TYPES[shape.type_name]
    if hasattr(value, "read"):
        return
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        problems.append(f"{place}: expected {shape.type_name}, but was {value!r}")
    elif shape.type_name == "structure":
        for name in shape.required_members:
            if name not in value:
                problems.append(f"{place}: required, but missing: {name}")
        for name, member in shape.members.items():
            if name in value:
                parsed_value(value[name], member, f"{place}.{name}", problems)
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            parsed_value(item, shape.member, f"{place}[{index}]", problems)
