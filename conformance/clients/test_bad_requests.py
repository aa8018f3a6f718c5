"""Requests that EC2 refuses, each with the code that is documented for it, but for the few that are seen to
differ from the documentation."""

import json
from pathlib import Path

import pytest
from served_world import DB, IMAGE_SNAPSHOT, OTHER_ZONE, WEB, WEB_DATA, WEB_ROOT, WEB_ZONE

TABLE = json.loads(Path(__file__).with_name("bad_requests.json").read_text())

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html; 400 for all the others.
STATUS = {"DryRunOperation": 412}


@pytest.fixture(scope="module")
def names(ec2, wait_until):
    """What the requests of the table call {so}."""
    made = {}
    for name, zone in (("available", WEB_ZONE), ("elsewhere", OTHER_ZONE)):
        made[name] = ec2.create_volume(AvailabilityZone=zone, Size=1, VolumeType="gp3")["VolumeId"]
        wait_until(ec2, "volume_available", VolumeIds=[made[name]])
    ec2.create_volume(AvailabilityZone=WEB_ZONE, Size=1, VolumeType="gp3", ClientToken="taken")
    return {
        **made,
        "instance": WEB,
        "other_instance": DB,
        "volume": WEB_DATA,
        "root": WEB_ROOT,
        "zone": WEB_ZONE,
        "image_snapshot": IMAGE_SNAPSHOT,
        "token": "taken",
    }


def expanded(parameters, names):
    """`Tag.*51.Key` stands for Tag.1.Key to Tag.51.Key, each with a value of its own."""
    form = {}
    for key, value in parameters.items():
        value = value.format_map(names)
        before, star, rest = key.partition("*")
        if star:
            count, dot, after = rest.partition(".")
            for number in range(1, int(count) + 1):
                form[f"{before}{number}{dot}{after}"] = f"{value}{number}"
        else:
            form[key] = value
    return form


@pytest.mark.parametrize("why, source, code, parameters", TABLE["requests"], ids=[request[0] for request in TABLE["requests"]])
def test_bad_request(served, names, why, source, code, parameters):
    assert TABLE["sources"][source].startswith("https://docs.aws.amazon.com/")
    assert served.raw(expanded(parameters, names)) == (STATUS.get(code, 400), code)


def test_what_is_documented_otherwise_is_so():
    """For these, EC2 is seen to answer another code than its documentation has; the table has what is seen."""
    codes = {why: code for why, _, code, _ in TABLE["requests"]}
    for why, difference in TABLE["documented otherwise"].items():
        assert codes[why] != difference["documented"]
        assert difference["seen"].startswith("https://")


def test_a_request_that_is_not_signed(served):
    assert served.raw({"Action": "DescribeVolumes"}, signed=False) == (403, "MissingAuthenticationToken")


@pytest.mark.parametrize(
    "form, code",
    [("Action=DescribeVolumes&NextToken=%GG", "MalformedQueryString"), ("Action=A&Action=B", "InvalidQueryParameter")],
)
def test_a_form_that_is_none(served, form, code):
    assert served.raw(form) == (400, code)
