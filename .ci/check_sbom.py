"""Checks that the list of components is complete: each file in a package comes from a listed library.

Usage: check_sbom.py SBOM LIBRARIES CLASSES PACKAGE...

LIBRARIES has the jars from which the package was made, as Maven copies them with their groups. CLASSES has the functions' own classes.
"""

import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path


def listed(sbom: Path) -> dict[str, str]:
    """Returns the SHA-256 of each listed jar, by Maven's name for the jar."""
    components = json.loads(sbom.read_text(encoding="utf-8"))["components"]
    return {
        f"{component['group']}.{component['name']}-{component['version']}.jar": digest["content"]
        for component in components
        for digest in component["hashes"]
        if digest["alg"] == "SHA-256"
    }


def faults_of_list(expected: dict[str, str], libraries: Path) -> list[str]:
    there = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in libraries.glob("*.jar")}
    return (
        [f"{name} is not listed" for name in sorted(there.keys() - expected.keys())]
        + [f"{name} is missing" for name in sorted(expected.keys() - there.keys())]
        + [
            f"{name} is not the one that is listed"
            for name in sorted(there.keys() & expected.keys())
            if there[name] != expected[name]
        ]
    )


def files_in(jar: Path) -> set[str]:
    with zipfile.ZipFile(jar) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def main() -> int:
    sbom, libraries, classes, *packages = (Path(argument) for argument in sys.argv[1:])
    expected = listed(sbom)
    faults = faults_of_list(expected, libraries)
    own = {str(file.relative_to(classes)) for file in classes.rglob("*")}
    sources = {jar.name: files_in(jar) for jar in libraries.glob("*.jar")}
    known = own.union(*sources.values())
    used = set()
    for package in packages:
        for jar in (package / "lib").glob("*.jar"):
            files = {
                # R8 may add its own class, such as Name$0, next to a class that it has changed.
                name if name in known else re.sub(r"\$\d+\.class$", ".class", name)
                for name in files_in(jar)
                if not name.startswith("META-INF/maven/ebsbackup/")
            }
            faults += [f"{package}: {name} is of no library that is listed" for name in sorted(files - known)]
            used |= {name for name, content in sources.items() if content & files}
    if not expected or not used:
        faults.append("nothing to compare")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{len(packages)} packages have files of {len(used)} of the {len(expected)} libraries in {sbom}, and no others")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
