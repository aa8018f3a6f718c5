"""Checks the output of `sam build`: every function's handler class exists, and the package is small.

Usage: check_package.py BUILT_TEMPLATE
"""

import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryFile

from samcli.yamlhelper import yaml_parse

# Lambda's limit for the unzipped code of a function.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_UNZIPPED_BYTES = 250 * 1024 * 1024

# Our own limit: docs/decisions/0060-one-shrunk-jar.md
MAX_ZIPPED_BYTES = 5 * 1000 * 1000


def mebibytes(count):
    return f"{count / 1024 / 1024:.1f} MiB"


def zipped_bytes(files, folder):
    with TemporaryFile() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.relative_to(folder))
        return target.tell()


def faults_of(name, handler, folder):
    """Returns the problems of a function's package, as sentences."""
    jars = list((folder / "lib").glob("*.jar"))
    if len(jars) != 1:
        return [f"{name}: {len(jars)} jars in lib/ instead of the shrunk one"]
    class_name = handler.split("::")[0]
    with zipfile.ZipFile(jars[0]) as jar:
        if class_name.replace(".", "/") + ".class" not in jar.namelist():
            return [f"{name}: no class {class_name} for its handler {handler}"]
    return []


def main():
    template = Path(sys.argv[1])
    resources = yaml_parse(template.read_text(encoding="utf-8"))["Resources"]
    functions = {
        name: resource["Properties"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    faults = [] if functions else ["the built template has no function"]
    sizes = {}
    for name, properties in functions.items():
        folder = template.parent / properties["CodeUri"]
        faults += faults_of(name, properties["Handler"], folder)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        contents = tuple((str(file.relative_to(folder)), file.stat().st_size) for file in files)
        if contents not in sizes:
            unzipped = sum(size for _, size in contents)
            zipped = zipped_bytes(files, folder)
            sizes[contents] = unzipped
            print(
                f"package of {name}: {len(files)} files, {mebibytes(unzipped)} unzipped, "
                f"{mebibytes(zipped)} zipped"
            )
            if zipped > MAX_ZIPPED_BYTES:
                faults.append(f"{name}: {zipped} bytes zipped, and {MAX_ZIPPED_BYTES} are allowed")
            if unzipped > MAX_UNZIPPED_BYTES:
                faults.append(f"{name}: {unzipped} bytes unzipped, and Lambda allows {MAX_UNZIPPED_BYTES}")
        else:
            print(f"package of {name}: the same")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
