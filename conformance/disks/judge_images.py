#!/usr/bin/env python3
"""Compares `./ebs-backup inspect` with the tools that know each structure best.

    conformance/disks/judge_images.py FOLDER

FOLDER holds what make_images made. Each image is judged as it is and with one wrong bit. A disagreement is listed below
with its reason; one that is not listed fails, and so does one that no longer occurs. blkid's type, label and UUID are
compared as well.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# The tool for each image, by the beginning of its name, and what it prints if all is well ("" if its exit code says so).
JUDGES = {
    "btrfs": (["btrfs", "check", "--readonly"], ""),
    "ext": (["e2fsck", "-fn"], ""),
    "gpt": (["sgdisk", "--verify"], "No problems found"),
    "luks": (["cryptsetup", "luksDump"], ""),
    "lvm": (["pvck", "--dump", "headers", "--config", "devices { use_devicesfile=0 }"], ""),
    "mbr": (["sfdisk", "--verify"], "No errors detected"),
    "ntfs": (["ntfsfix", "-n"], "was processed successfully"),
    "swap": (["swaplabel"], "UUID"),
    "xfs": (["xfs_repair", "-n"], ""),
}

# A byte of each image whose lowest bit is inverted, and the structure that it belongs to.
DAMAGES = {
    "btrfs": (65_536 + 112, "btrfs superblock"),
    "btrfs-sha256": (65_536 + 112, "btrfs superblock"),
    "ext2": (1024 + 0x28, "ext2 superblock"),
    "ext4": (1024 + 0x78, "ext4 superblock"),
    "ext4-csum-seed": (2048 + 4, "ext4 descriptor of group 0"),
    "ext4-uninit": (2048 + 4, "ext4 descriptor of group 0"),
    "gpt": (1024 + 32, "GPT entries"),
    "luks1": (7, "LUKS1 header"),
    "luks2": (4200, "LUKS2 header"),
    "lvm": (4096 + 600, "LVM2 metadata"),
    "mbr": (510, "MBR"),
    "ntfs": (16_384, "NTFS $MFT record 0"),
    "swap": (1024, "swap header"),
    "xfs": (512 + 12, "XFS AGF of group 0"),
    "xfs-v4": (88, "XFS superblock"),
}

# Where the two do not agree, with the reason.
DISAGREEMENTS = {
    "ext2 damaged": "e2fsck takes the backup of the superblock instead, and its exit code does not tell",
    "gpt-grown": "sgdisk wants the backup at the end of the disk; a volume that was grown after the backup is not damaged",
    "xfs-dirty": "xfs_repair does not look behind a log that has to be replayed, which mounting does",
    "xfs-grown": "the same; the new size is in this log",
    "luks2 damaged": "cryptsetup takes the secondary header instead",
}


def run(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout + done.stderr


def of(name: str, table: dict):
    return next(value for key, value in table.items() if name.startswith(key))


def judged(name: str, image: pathlib.Path) -> tuple[bool, str]:
    command, good = of(name, JUDGES)
    status, printed = run(*command, str(image))
    return (good in printed if good else status == 0), printed.strip().splitlines()[-1:] and printed.strip().splitlines()[-1]


def inspected(image: pathlib.Path) -> dict:
    status, printed = run(str(ROOT / "ebs-backup"), "inspect", "--json", "--image", str(image))
    if status not in (0, 1):
        raise SystemExit(f"{image}: {printed}")
    return json.loads(printed)


def blkid(image: pathlib.Path) -> dict:
    _, printed = run("blkid", "--probe", "--output", "export", str(image))
    return dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)


def plain(identifier: str) -> str:
    return identifier.replace("-", "").lower()


def compare_names(name: str, image: pathlib.Path, ours: dict) -> list[str]:
    theirs = blkid(image)
    found = ours.get("table", ours["volumes"][0])
    pairs = [(theirs.get("TYPE") or theirs.get("PTTYPE"), found["type"])]
    pairs.append((plain(theirs.get("UUID") or theirs.get("PTUUID", "")), plain(found.get("id", ""))))
    if "table" not in ours and found["type"] != "LVM2_member" and ours["verdict"] != "damaged":
        # Of a physical volume, ours is the name of its group. No label is read behind a damaged boot sector.
        pairs.append((theirs.get("LABEL"), found.get("label")))
    return [f"{name}: blkid says {one}, ours {other}" for one, other in pairs if one != other]


def main(folder: str) -> int:
    failures, disagreements, cases = [], set(), 0
    for image in sorted(pathlib.Path(folder).glob("*.img")):
        name = image.stem
        ours = inspected(image)
        failures += compare_names(name, image, ours)
        variants = [(name, image, None)]
        if name in DAMAGES:
            variants.append((name + " damaged", image.with_suffix(".damaged"), DAMAGES[name]))
        for case, path, damage in variants:
            cases += 1
            if damage:
                run("cp", "--sparse=always", str(image), str(path))
                with path.open("r+b") as file:
                    file.seek(damage[0])
                    byte = file.read(1)[0]
                    file.seek(damage[0])
                    file.write(bytes([byte ^ 1]))
                ours = inspected(path)
                named = [entry["structure"] for entry in ours.get("damages", [])]
                if not any(structure.startswith(damage[1]) for structure in named):
                    failures.append(f"{case}: ours names {named}, not {damage[1]}")
            good, last = judged(name, path)
            mine = ours["verdict"] != "damaged"
            print(f"{case:24}  ours {ours['verdict']:8}  {of(name, JUDGES)[0][0]:10} {'good' if good else 'bad'}")
            if good != mine:
                disagreements.add(case)
                if case not in DISAGREEMENTS:
                    failures.append(f"{case}: ours says {ours['verdict']}, the tool: {last}")
            if damage:
                path.unlink()
    failures += [f"{case}: no longer differs" for case in DISAGREEMENTS.keys() - disagreements]
    for failure in failures:
        print(failure)
    print(f"{cases - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
