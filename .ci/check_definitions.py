"""Checks what neither SAM nor the linters check: the JSON files, and that each state machine's
definition and the template agree on the substitutions. A mismatch would show only at deployment.

Usage: check_definitions.py TEMPLATE JSON_FILE...
"""

import json
import re
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse

PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


def without_duplicates(pairs):
    """Refuses an object with a duplicate field, because JSON parsers silently use the last one."""
    seen = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"the field {json.dumps(key)} appears twice in one object")
        seen.add(key)
    return dict(pairs)


def json_fault(path):
    try:
        json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_duplicates)
    except ValueError as fault:
        return f"{path}: {fault}"
    return None


def machine_faults(name, properties, folder):
    definition = folder / properties["DefinitionUri"]
    if not definition.is_file():
        return [f"{name}: its definition {definition} does not exist"]
    wanted = set(PLACEHOLDER.findall(definition.read_text(encoding="utf-8")))
    given = set(properties.get("DefinitionSubstitutions", {}))
    return [f"{definition}: nothing in {name} substitutes ${{{key}}}" for key in sorted(wanted - given)] + [
        f"{name}: {definition} has no ${{{key}}}" for key in sorted(given - wanted)
    ]


def main():
    template = Path(sys.argv[1])
    files = [Path(name) for name in sys.argv[2:]]
    faults = [fault for fault in map(json_fault, files) if fault]
    machines = 0
    for name, resource in yaml_parse(template.read_text(encoding="utf-8"))["Resources"].items():
        if resource["Type"] == "AWS::Serverless::StateMachine":
            machines += 1
            faults += machine_faults(name, resource["Properties"], template.parent)
    if not machines:
        faults.append(f"{template}: no state machine")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{len(files)} JSON files and {machines} state machines are in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
