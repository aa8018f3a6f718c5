"""The example outputs in the documentation of the AWS CLI, as data: which members an answer has."""

import json
import re
from collections import defaultdict
from importlib import resources

from botocore import xform_name

# They are written manually: shortened with dots, and with a quotation mark or a comma too few or too many.
SLIPS = {
    r",?\n\s*\.\.\.\n": "\n",
    r'(\n\s*"\w+": "[^"\n]*[^",\n]),\n': r'\1",\n',
    r",(\s*[}\]])": r"\1",
    r'(["\d\]}el])(\n\s*")': r"\1,\2",
}


def outputs(action: str) -> list[dict]:
    """The JSON documents that the documentation of an EC2 action shows as output."""
    name = xform_name(action, "-") + ".rst"
    page = resources.files("awscli").joinpath("examples", "ec2", name)
    if not page.is_file():
        return []
    text = page.read_text("utf-8")
    for slip, mended in SLIPS.items():
        text = re.sub(slip, mended, text)
    found = []
    for shown in re.finditer(r"Output:*\s+(?={)", text, re.IGNORECASE):
        try:
            found.append(json.JSONDecoder().raw_decode(text, shown.end())[0])
        except json.JSONDecodeError:
            continue  # Broken in another way.
    return found


class Members:
    """At each place, the members that every object has and those that any has."""

    def __init__(self, documents):
        self.every: dict[str, set[str]] = {}
        self.any: dict[str, set[str]] = defaultdict(set)
        for document in documents:
            self._add("", document)

    def _add(self, place, value):
        if isinstance(value, dict):
            names = set(value)
            self.every[place] = self.every.get(place, names) & names
            self.any[place] |= names
            for name, member in value.items():
                self._add(f"{place}.{name}".lstrip("."), member)
        elif isinstance(value, list):
            for item in value:
                self._add(place + "[]", item)
