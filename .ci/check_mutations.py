"""Prints how many changes of classes the tests notice, by package, and enforces the minimums.

Usage: check_mutations.py mutations.csv [--part] PACKAGE...
       check_mutations.py mutations.csv [--part] --as NAME    counts the classes of all packages together

With --part, the file has only part of the changes, which says nothing about the minimum of a small package.
"""

import csv
import sys
from collections import Counter
from fnmatch import fnmatch

# Classes that decide what is deleted, detached, adopted or counted as good, or what a report says about it. No
# mutation of them may survive.
EVERY = (
    "backup.*",
    "ebs.*",
    "failure.*",
    "json.*",
    "manifest.ComparedParts",
    "manifest.Difference",
    "manifest.Manifest*",
    "notify.*",
    "prune.*",
    "pull.*",
    "report.*",
    "request.*",
    "restore.*",
    "retention.*",
    "share.*",
    "swap.*",
    "targets.*",
    "verify.DueSelection",
    "verify.ManifestPage",
)

# Classes in which an exchange of two arguments changes nothing: both are equal, such as two empty lists, or their order
# does not matter, as in a key that is only compared.
EXCHANGEABLE = (
    "ebs.Member",
    "ebs.SnapshotSets",
    "ebs.VolumeSettings",
    "json.Spelling",
    "request.CopyPlan",
    "restore.PlacingDecision",
    "restore.SimilarWarnings",
    "restore.TerraformLines",
    "share.SetSharing",
)

# Changes that have a row of their own, because some make no difference: code that sees only the first element of a
# collection, where there can be only one or the first is looked for; and a call that is left out, such as of `distinct`
# or `sorted` where nothing occurs twice or the order is as it should be.
KINDS = {
    "ONLY_FIRST": "only first",
    "LOST_ELEMENT": "lost call",
    "NakedReceiverMutator": "lost call",
    "ArgumentPropagationMutator": "lost call",
}

# The minimum percentage of a package's mutations that the tests notice, just below the percentage reached. A
# new package starts with OTHERS.
MINIMUMS = {
    "aws": 98,
    "backup": 100,
    "blocks": 90,
    "cloud.blocks": 87,
    "cloud.ec2": 92,
    "cloud.json": 94,
    "cloud.kms": 94,
    "cloud.scheduler": 97,
    "cloud.states": 91,
    "ebs": 99,
    "failure": 100,
    "handlers": 90,
    "json": 99,
    "lost call": 97,
    "manifest": 99,
    "notify": 100,
    "only first": 91,
    "prune": 100,
    "pull": 100,
    "report": 100,
    "request": 99,
    "restore": 99,
    "retention": 100,
    "share": 99,
    "swap": 100,
    "targets": 100,
    "verify": 99,
    "watch": 93,
}
OTHERS = 90


def main() -> int:
    made: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    faults = []
    arguments = sys.argv[2:]
    part = arguments[0] == "--part"
    if part:
        arguments = arguments[1:]
    together = arguments[1] if arguments[0] == "--as" else None
    packages = {together} if together else set(arguments)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        for _, full_name, mutator, method, line, status, *_ in csv.reader(file):
            name = full_name.removeprefix("ebsbackup.").replace("embeddedcloud.", "cloud.")
            kind = KINDS.get(mutator.rsplit(".", 1)[-1])
            package = together or kind or name.rpartition(".")[0]
            made[package] += 1
            if status == "KILLED":
                noticed[package] += 1
                continue
            outer = name.split("$")[0]
            if outer in EXCHANGEABLE and "SWAPPED_ARGUMENTS" in mutator:
                continue
            # The handlers and the other classes that make calls are judged together, by a minimum.
            if not together and not kind and any(fnmatch(outer, pattern) for pattern in EVERY):
                faults.append(f"survives in a class where none may: {name}.{method}:{line} {mutator.rsplit('.', 1)[-1]}")
    for package in sorted(made.keys() | packages):
        percent = 100 * noticed[package] / made[package] if made[package] else 0.0
        minimum = MINIMUMS.get(package, OTHERS)
        print(f"{package:15} {noticed[package]:5} of {made[package]:5} noticed, {percent:5.1f} %, minimum {minimum} %")
        if percent < minimum and not part:
            faults.append(f"{package}: {percent:.1f} %, minimum {minimum} %")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
