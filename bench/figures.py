"""Measures each kind of figure in its own JVM and writes docs/performance.md.

Usage: see bench/run, which calls this.
"""

import argparse
import datetime
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MAIN = "ebsbackup.workflow.prune.Figures"
RATIOS = Path("bench/ratios.json")
PAGE = Path("docs/performance.md")

# The heap that the launcher sets, and the heap of a Lambda function with 2,048 MB.
LAUNCHER_HEAP = "448m"
LAMBDA_HEAP = "1720m"

# The cost of the second compiler varies between short runs, so ratios are measured without it.
FIRST_COMPILER = "-XX:TieredStopAtLevel=1"

# The launcher's option for schedules.
SCHEDULES = "-XX:CompileThresholdScaling=5"

# The number of instances, of volumes for each, and a heap that holds the fleet.
FLEETS = [(10_000, 4, "283m"), (50_000, 2, "850m")]

# As the launcher sets it for a status, with both compilers.
STATUS_HEAP = "1g"

START = ["./ebs-backup", "start", "backup", "--world", "worlds/small", "--input", "events/backup-by-tags.json"]


def figures(arguments, heap, *words, compilers=(FIRST_COMPILER,)):
    command = [arguments.java, f"-Xmx{heap}", "-XX:+UseSerialGC", *compilers, "-Xss1m"]
    command += [f"-Debsbackup.root={Path.cwd()}", "-cp", arguments.classpath, MAIN, *map(str, words)]
    print("measuring:", *words, file=sys.stderr, flush=True)
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout.strip().splitlines()[-1])


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def slope(checkpoints, figure):
    """Returns the growth per execution between the first checkpoint and the last."""
    first, last = checkpoints[0], checkpoints[-1]
    return (last[figure] - first[figure]) / (last["executions"] - first["executions"])


def measure(arguments, short):
    """Measures everything; in the short form, with smaller numbers. Ratios compare figures of this run."""
    seen = {"start": statistics.median(processor_seconds(START) for _ in range(3))}
    seen["night"] = figures(arguments, LAUNCHER_HEAP, "span", "rate(1 day)", *([10, 40] if short else [10, 91, 182, 365]))
    seen["hour"] = figures(arguments, LAUNCHER_HEAP, "span", "rate(1 hour)", *([3, 6] if short else [3, 7, 14, 21]))
    if not short:
        seen["year"] = figures(arguments, LAUNCHER_HEAP, "span", "rate(1 hour)", 21, 91, 182, 365, compilers=(SCHEDULES,))
        seen["fleets"] = [figures(arguments, heap, "create", *fleet) for *fleet, heap in FLEETS]
    counts = [5_000, 20_000] if short else [10_000, 100_000]
    seen["plan"] = [figures(arguments, LAMBDA_HEAP, "plan", count) for count in counts]
    accounts = [(1_000, 20, 1), (5_000, 40, 1)] if short else [(10_000, 10, 1), (10_000, 100, 1), (10_000, 100, 4)]
    seen["status"] = [figures(arguments, STATUS_HEAP, "status", *account, compilers=()) for account in accounts]
    counts = [1_000, 10_000]
    seen["blocks"] = [figures(arguments, LAUNCHER_HEAP, "blocks", count) for count in counts]
    seen["create"] = figures(arguments, LAMBDA_HEAP, "create", 300 if short else 2_500, 4)
    seen["delete"] = figures(arguments, LAMBDA_HEAP, "delete", 600 if short else 10_000)
    return seen


def report_seconds(status):
    """Returns the figure without the pages, which are made in the same process. On AWS, EC2 makes them."""
    return status["cpuSeconds"] - status["pagesSeconds"]


def ratios(seen):
    """Returns figures without a unit, which are valid on any computer."""
    small, large = seen["plan"]
    few, many = seen["blocks"]
    some, all_of_them = seen["status"][:2]
    return {
        "a night / start backup, processor time": slope(seen["night"], "cpuSeconds") * 2 / seen["start"],
        "an hourly run / start backup, processor time": slope(seen["hour"], "cpuSeconds") * 2 / seen["start"],
        "memory after the hourly runs, last / first": seen["hour"][-1]["liveMiB"] / seen["hour"][0]["liveMiB"],
        "prune planning, time for a set, many / few sets": (large["cpuSeconds"] / large["sets"])
        / (small["cpuSeconds"] / small["sets"]),
        "status, time for a snapshot, many / few": (report_seconds(all_of_them) / all_of_them["snapshots"])
        / (report_seconds(some) / some["snapshots"]),
        "snapshot, ten times the written blocks": many["snapshotAfter10"] / few["snapshotAfter10"],
        "first read of a lazy volume / second": many["firstRead"] / many["secondRead"],
        "creates, virtual time / limit": seen["create"]["seconds"] / seen["create"]["limit"],
        "deletes, virtual time / limit": seen["delete"]["seconds"] / seen["delete"]["limit"],
    }


def table(heading, rows):
    lines = ["| " + " | ".join(heading) + " |", "| --- |" + " ---: |" * (len(heading) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def checkpoints(spans):
    rows = []
    for name, points in spans.items():
        for point in points:
            rows.append(
                [name, point["days"], f"{point['executions']:,}", point["snapshots"], f"{point['cpuSeconds']:.1f}", point["liveMiB"]]
            )
    return table(["schedule", "days", "executions", "snapshots", "processor time, s", "live heap, MiB"], rows)


def zipped(package):
    """Returns the size of the zip file that SAM uploads, in MB."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in package.rglob("*"):
                archive.write(path, path.relative_to(package))
        return file.tell() / 1e6


def table_of(*command):
    """Returns the table that a script prints, or why there is none."""
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    rows = [line for line in run.stdout.splitlines() if line.startswith("|")]
    if run.returncode == 0 and rows:
        return "\n".join(re.sub(r"\| /[^|]*", "| the package ", row) for row in rows)
    reason = (run.stdout.strip().splitlines() or ["no output"])[-1]
    return f"Not measured here: `{command[0]}` ended with \"{reason}\"."


def processor():
    names = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if "model name" in line]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} processors"


def page(seen, found, arguments):
    version = subprocess.run([arguments.java, "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr.splitlines()[0]
    pace = [
        [
            name,
            f"{f['calls']:,}",
            f"{f['seconds']:,.1f}",
            f"{f['limit']:,.1f}",
            f"{f['seconds'] / f['limit']:.2f}",
            f["throttled"],
            f["reads"],
        ]
        for name, f in (("create, 10,000 volumes of 2,500 instances", seen["create"]), ("delete, 10,000 snapshots", seen["delete"]))
    ]
    fleets = [
        [f"{instances:,}", f"{instances * volumes:,}", heap.rstrip("m"), f"{f['cpuSeconds']:.1f}", f["liveMiB"]]
        for (instances, volumes, heap), f in zip(FLEETS, seen["fleets"])
    ]
    plans = [
        [f"{f['sets']:,}", f"{f['cpuSeconds']:.1f}", f["worldMiB"], f["peakMiB"], f["heapMiB"]] for f in seen["plan"]
    ]
    statuses = [
        [
            f"{f['sources']:,}",
            f"{f['sets']:,}",
            f"{f['snapshots']:,}",
            f"{f['seconds'] - f['pagesSeconds']:.1f}",
            f"{report_seconds(f):.1f}",
            f"{f['pagesSeconds']:.1f}",
            f["peakMiB"],
            f["heapMiB"],
            f"{f['pageMiB']:.1f}",
        ]
        for f in seen["status"]
    ]
    blocks = [
        [
            f"{f['written']:,}",
            *(f"{f[k]:,.1f}" for k in ("snapshotUnchanged", "snapshotAfter10", "snapshotAfterAll", "firstRead", "secondRead")),
        ]
        for f in seen["blocks"]
    ]
    PAGE.write_text(
        f"""# Performance

`bench/run` measures these figures and writes this page. `bench/run --short` measures the ratios in the last table again, with smaller
numbers. It fails if a ratio is more than twice the ratio in `bench/ratios.json`, or if a pace exceeds its limit. It takes less than a
minute after everything is compiled.

Measured on {datetime.date.today()}: {processor()}, {platform.system()} {platform.release()}, {version}.

Processor time is the user time and system time of the whole JVM, including its start and its compilers. Other programs that run at
the same time affect it less than they affect elapsed time. Seconds and MiB depend on the computer. The ratios hardly do, because each
ratio compares two figures from the same run. `start backup` on `worlds/small` took {seen["start"]:.2f} s (median of three runs).

## Simulation

These runs use the template's schedules, 5 instances with 10 volumes in total, and the launcher's heap size of 448 MiB. Each run has
two executions: a backup, and the prune that the backup starts. The live heap is the size of the heap after a full garbage collection.

{checkpoints({"every night": seen["night"], "every hour": seen["hour"], "every hour, as `./ebs-backup schedules` compiles": seen["year"]})}

After the first checkpoint, an execution takes {slope(seen["night"], "cpuSeconds") * 1000:.1f} ms with the nightly schedule and
{slope(seen["hour"], "cpuSeconds") * 1000:.1f} ms with the hourly schedule, because an hourly prune decides on more sets. These rows use only
the first compiler of the JVM (C1). `./ebs-backup schedules` also uses the second (C2), which saves time in long spans: an execution
of the hourly schedule then takes {slope(seen["year"], "cpuSeconds") * 1000:.1f} ms.

## Large fleets

The figures are for the backup of a whole fleet. They include launching the instances and checking every tag. The third column is the
size of the heap.

{table(["instances", "volumes", "heap, MiB", "processor time, s", "live heap at the end, MiB"], fleets)}

## Planning a prune

The figures are for one call of `PlanPruneHandler` that selects a fifth of the plan's sets for deletion. The heap has the size that Lambda
gives a function with 2,048 MB of memory. The embedded EC2 and its snapshots are in the same heap. The peak includes garbage.

{table(["sets", "processor time, s", "embedded EC2, MiB", "peak, MiB", "heap, MiB"], plans)}

## The status of an account

The figures are for the report of `./ebs-backup status` and its HTML page. In the account, each instance has one set for each night, with a
random time and a verdict. The pages of the listings are generated on request, so the figures for memory do not include the content of the
account. The time to generate the pages is not part of the report's time and is in a column of its own: on AWS, EC2 creates the
pages, and the SDK reads them from XML. The heap has the launcher's size for this command. The peak includes garbage.

{table(["sources", "sets", "snapshots", "report, s", "processor time, s", "pages, s", "peak, MiB", "heap, MiB", "page, MiB"], statuses)}

## Pace at EC2

The table compares the virtual time from the first call to the last with the limit: 1.05 × max(0, (calls − 100) ÷ 5) s. EC2's token
buckets hold 100 calls and refill by 5 a second.

{table(["", "calls", "virtual time, s", "limit, s", "ratio", "throttled", "`DescribeSnapshots`"], pace)}

## Calls of a cycle

`bench/calls` counts the calls to EC2 in one night: the backup creates one set for each instance with four volumes, and the prune deletes the
same number of older sets. The table compares them with the calls of Cloud Custodian policies that create and delete the same snapshots.
Cloud Custodian does not wait for snapshots to complete and does not check for locks. A throttled deletion counts each time it is
called.

{table_of("bench/calls")}

## Block store

The volume is 100 GiB, has blocks of 4 KiB, and is kept in memory. The figures are microseconds of processor time: the median of 101
snapshots, and the median over a read of every written block. A snapshot copies the map of the written blocks, so its time depends little
on how many of them have changed. A restored volume loads its blocks lazily: the first read of a block fetches it.

{table(["blocks written", "snapshot, none changed", "snapshot, 10 changed", "snapshot, all changed", "first read", "second read"], blocks)}

## Package and cold start

The package of the functions is {zipped(arguments.package):.1f} MB zipped ([how it stays small](decisions/0060-one-shrunk-jar.md)). The
table compares the first response after a cold start with that of a Python function that makes the same two calls with boto3.
`bench/cold-start` measures both.

{table_of("bench/cold-start", "--rounds", "5", arguments.package)}

## Ratios

{table(["", "ratio"], [[name, f"{value:.3f}"] for name, value in found.items()])}
""",
        encoding="utf-8",
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args()
    seen = measure(arguments, arguments.short)
    found = ratios(seen)
    if not arguments.short:
        # The short form has its own reference numbers.
        rounds = [ratios(measure(arguments, True)) for _ in range(3)]
        recorded = {name: round(statistics.median(one[name] for one in rounds), 3) for name in found}
        RATIOS.write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")
        page(seen, found, arguments)
        return
    recorded = json.loads(RATIOS.read_text(encoding="utf-8"))
    if recorded.keys() != found.keys():
        sys.exit("bench/ratios.json has other ratios than this script: run bench/run")
    # Virtual time has no noise, so its limit is exact.
    most = {name: 1 if name.endswith("/ limit") else 2 * value for name, value in recorded.items()}
    for name, value in found.items():
        print(f"{'ok  ' if value <= most[name] else 'SLOW'} {value:7.3f}, at most {most[name]:7.3f}  {name}")
    if any(value > most[name] for name, value in found.items()):
        sys.exit("a ratio is too large")


if __name__ == "__main__":
    main()
