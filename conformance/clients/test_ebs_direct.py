"""The EBS direct APIs through boto3: the bytes are those of the world's images."""

import base64
import hashlib

import pytest
from botocore.exceptions import ClientError
from served_world import AFTER, BEFORE, BLOCK, BLOCKS_AFTER, BLOCKS_BEFORE, IMAGE_SNAPSHOT


@pytest.fixture(scope="module")
def ebs(client):
    return client("ebs")


def read(ebs, snapshot, index, token):
    block = ebs.get_snapshot_block(SnapshotId=snapshot, BlockIndex=index, BlockToken=token)
    data = block["BlockData"].read()
    assert block["DataLength"] == len(data) == BLOCK
    assert block["ChecksumAlgorithm"] == "SHA256"
    assert block["Checksum"] == base64.b64encode(hashlib.sha256(data).digest()).decode()
    return data


def test_every_block_is_the_images(ebs):
    listing = ebs.list_snapshot_blocks(SnapshotId=BEFORE)
    assert (listing["BlockSize"], listing["VolumeSize"]) == (BLOCK, 100)
    contents = {
        block["BlockIndex"]: read(ebs, BEFORE, block["BlockIndex"], block["BlockToken"])
        for block in listing["Blocks"]
    }
    assert contents == BLOCKS_BEFORE


def test_the_last_block_is_filled_with_zeros(ebs):
    blocks = ebs.list_snapshot_blocks(SnapshotId=AFTER)["Blocks"]
    assert [block["BlockIndex"] for block in blocks] == [*sorted(BLOCKS_AFTER), 10]
    last = read(ebs, AFTER, 10, blocks[-1]["BlockToken"])
    assert last == b"the end".ljust(BLOCK, b"\0")


def test_what_changed(ebs):
    changed = ebs.list_changed_blocks(FirstSnapshotId=BEFORE, SecondSnapshotId=AFTER)["ChangedBlocks"]
    assert [(b["BlockIndex"], "FirstBlockToken" in b, "SecondBlockToken" in b) for b in changed] == [
        (2, True, True),
        (9, False, True),
        (10, False, True),
    ]
    assert read(ebs, BEFORE, 2, changed[0]["FirstBlockToken"]) == BLOCKS_BEFORE[2]
    assert read(ebs, AFTER, 2, changed[0]["SecondBlockToken"]) == BLOCKS_AFTER[2]


def test_listing_from_the_middle(ebs):
    blocks = ebs.list_snapshot_blocks(SnapshotId=BEFORE, StartingBlockIndex=1, MaxResults=100)["Blocks"]
    assert [block["BlockIndex"] for block in blocks] == [2, 5]


@pytest.mark.parametrize(
    "code, arguments",
    [
        ("ResourceNotFoundException", {"SnapshotId": "snap-00000000000000001"}),
        ("ValidationException", {"SnapshotId": BEFORE, "NextToken": "nobody"}),
    ],
)
def test_refused(ebs, code, arguments):
    with pytest.raises(ClientError) as refused:
        ebs.list_snapshot_blocks(**arguments)
    assert refused.value.response["Error"]["Code"] == code


def test_a_block_of_another_snapshot_is_refused(ebs):
    [block, *_] = ebs.list_snapshot_blocks(SnapshotId=BEFORE)["Blocks"]
    with pytest.raises(ebs.exceptions.ValidationException) as refused:
        ebs.get_snapshot_block(SnapshotId=AFTER, BlockIndex=block["BlockIndex"], BlockToken=block["BlockToken"])
    assert refused.value.response["Reason"] == "INVALID_BLOCK_TOKEN"


def test_unrelated_snapshots_are_refused(ebs):
    with pytest.raises(ebs.exceptions.ValidationException) as refused:
        ebs.list_changed_blocks(FirstSnapshotId=IMAGE_SNAPSHOT, SecondSnapshotId=AFTER)
    assert refused.value.response["Reason"] == "UNRELATED_SNAPSHOTS"
