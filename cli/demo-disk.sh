#!/usr/bin/env bash
# Makes the demo's disk: a small ext4 file system with real files in it, compressed. Needs
# mke2fs 1.43 or later (e2fsprogs) and gzip; the result is in the repository, so that the demo
# needs neither.
#
#   cli/demo-disk.sh > cli/src/main/resources/ebsbackup/cli/demo/disk.ext4.gz
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/files/srv/shop/orders" "$folder/files/etc"
echo "shop.example" > "$folder/files/etc/hostname"
for month in 01 02 03; do
  awk -v month="$month" 'BEGIN {
    srand(month)
    print "order,customer,cents"
    for (i = 1; i <= 20000; i++) printf "2026-%s-%05d,c%04d,%d\n", month, i, rand() * 5000, rand() * 90000
  }' > "$folder/files/srv/shop/orders/2026-$month.csv"
done
cp "$folder/files/srv/shop/orders/2026-01.csv" "$folder/files/srv/shop/export.csv"

# Times, UUID and hash seed are pinned; the change times of the inodes, which nothing can set, are
# what differs from one making to the next.
find "$folder/files" -exec touch -d '2026-03-01 00:00:00 UTC' {} +
export E2FSPROGS_FAKE_TIME=1772323200
mke2fs -q -t ext4 -b 4096 -L shop -m 0 \
  -U 6b1f8f0e-3d52-4c1e-9a0b-0f3c5a7d9e21 \
  -E hash_seed=6b1f8f0e-3d52-4c1e-9a0b-0f3c5a7d9e22,root_owner=0:0,lazy_itable_init=0 \
  -d "$folder/files" "$folder/disk.ext4" 24M > /dev/null
gzip -9 -n -c "$folder/disk.ext4"
