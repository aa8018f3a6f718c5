#!/usr/bin/env python3
"""Packs the disk images of a folder into the test resources: the pages that hold anything, compressed.

    conformance/disks/pack_images.py FOLDER functions/src/test/resources/ebsbackup/blocks

A packed image is gzip over: the image's length (8 bytes, big endian), then for each different page of 4 KiB its bytes, how
often it occurs (4 bytes) and the numbers of the pages (8 bytes each). Pages that hardly compress are left out: the key
material of LUKS and a table of NTFS, which nothing reads.
"""

import gzip
import os
import pathlib
import struct
import sys
import zlib

PAGE = 4096
MOST = 1200


def pages(image: int, size: int):
    """The pages outside of the file's holes, with their numbers."""
    at = 0
    while at < size:
        try:
            at = os.lseek(image, at, os.SEEK_DATA) // PAGE * PAGE
        except OSError:  # only a hole is left
            return
        end = os.lseek(image, at, os.SEEK_HOLE)
        for at in range(at, end, PAGE):
            yield at // PAGE, os.pread(image, PAGE, at).ljust(PAGE, b"\0")
        at += PAGE


def pack(source: pathlib.Path) -> bytes:
    size = source.stat().st_size
    places: dict[bytes, list[int]] = {}
    with source.open("rb") as image:
        for number, page in pages(image.fileno(), size):
            if page.strip(b"\0") and len(zlib.compress(page)) <= MOST:
                places.setdefault(page, []).append(number)
    packed = [struct.pack(">Q", size)]
    for page, numbers in places.items():
        packed.append(page + struct.pack(f">I{len(numbers)}Q", len(numbers), *numbers))
    return gzip.compress(b"".join(packed), 9, mtime=0)


def main(folder: str, into: str) -> None:
    for source in sorted(pathlib.Path(folder).glob("*.img")):
        packed = pack(source)
        pathlib.Path(into, source.name + ".gz").write_bytes(packed)
        print(f"{len(packed):8d}  {source.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
