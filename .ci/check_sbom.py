"""Checks that the list of components is what is deployed: the same jars, byte for byte.

Usage: check_sbom.py SBOM FOLDER_OF_JARS...
"""

import hashlib
import json
import sys
from pathlib import Path


def listed(sbom: Path) -> dict[str, str]:
    """The SHA-256 of each jar that the list names, by the name that SAM gives it."""
    components = json.loads(sbom.read_text(encoding="utf-8"))["components"]
    return {
        f"{component['group']}.{component['name']}-{component['version']}.jar": digest["content"]
        for component in components
        for digest in component["hashes"]
        if digest["alg"] == "SHA-256"
    }


def faults_of(expected: dict[str, str], folder: Path) -> list[str]:
    there = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    return (
        [f"{folder}: {name} is not listed" for name in sorted(there.keys() - expected.keys())]
        + [f"{folder}: {name} is missing" for name in sorted(expected.keys() - there.keys())]
        + [
            f"{folder}: {name} is not the one that is listed"
            for name in sorted(there.keys() & expected.keys())
            if there[name] != expected[name]
        ]
    )


def main() -> int:
    expected = listed(Path(sys.argv[1]))
    folders = [Path(name) for name in sys.argv[2:]]
    faults = [fault for folder in folders for fault in faults_of(expected, folder)]
    if not expected or not folders:
        faults.append("nothing to compare")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"the {len(expected)} jars of {len(folders)} packages are those of {sys.argv[1]}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
