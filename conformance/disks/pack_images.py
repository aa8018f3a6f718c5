"""Packs the disk images of a folder into the test resources: the pages that hold anything, compressed.

    conformance/disks/pack_images.py FOLDER functions/src/test/resources/ebsbackup/blocks

A packed image is gzip over: the image's length (8 bytes, big endian), then for each page of 4 KiB its number (8 bytes)
and its bytes. Pages that hardly compress are left out: the key material of LUKS and a table of NTFS, which nothing
reads.
"""

import gzip
import pathlib
import struct
import sys
import zlib

PAGE = 4096
MOST = 1200


def pack(source: pathlib.Path) -> bytes:
    packed = [struct.pack(">Q", source.stat().st_size)]
    with source.open("rb") as image:
        for number in range(-(-source.stat().st_size // PAGE)):
            page = image.read(PAGE).ljust(PAGE, b"\0")
            if page.strip(b"\0") and len(zlib.compress(page)) <= MOST:
                packed.append(struct.pack(">Q", number) + page)
    return gzip.compress(b"".join(packed), 9, mtime=0)


def main(folder: str, into: str) -> None:
    for source in sorted(pathlib.Path(folder).glob("*.img")):
        packed = pack(source)
        pathlib.Path(into, source.name + ".gz").write_bytes(packed)
        print(f"{len(packed):8d}  {source.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
