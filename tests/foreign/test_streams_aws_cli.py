"""Streams by the `aws` command, as a person types it."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique

AWS = Path(sys.executable).parent / "aws"


@pytest.fixture(scope="module")
def aws(served, tmp_path_factory):
    """Runs `aws kinesis COMMAND…`, and gives its exit status, its JSON answer and what it said."""
    home = tmp_path_factory.mktemp("home")

    def run(command, *arguments, secret=SECRET_ACCESS_KEY):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        done = subprocess.run(
            [AWS, "kinesis", command, "--endpoint-url", served.url, "--output", "json", *arguments],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )
        return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None, done.stderr

    return run


@pytest.fixture(scope="module")
def ok(aws):
    """Runs a command that must succeed, and gives its answer."""

    def run(command, *arguments):
        status, answer, said = aws(command, *arguments)
        assert status == 0, said
        return answer

    return run


def test_a_record_s_life(ok):
    name = unique("stream")
    ok("create-stream", "--stream-name", name, "--shard-count", "2", "--tags", "team=orders")
    ok("wait", "stream-exists", "--stream-name", name)
    assert name in ok("list-streams")["StreamNames"]
    put = ok("put-record", "--stream-name", name, "--partition-key", "k", "--data", "hello")
    place = ("--stream-name", name, "--shard-id", put["ShardId"], "--shard-iterator-type", "TRIM_HORIZON")
    iterator = ok("get-shard-iterator", *place)["ShardIterator"]
    read = ok("get-records", "--shard-iterator", iterator, "--limit", "10")
    [record] = read["Records"]
    assert base64.b64decode(record["Data"]) == b"hello"
    assert (record["SequenceNumber"], record["PartitionKey"]) == (put["SequenceNumber"], "k")
    assert read["NextShardIterator"] and read["MillisBehindLatest"] == 0
    records = json.dumps([{"Data": "a", "PartitionKey": "k"}, {"Data": "b", "PartitionKey": "k"}])
    assert ok("put-records", "--stream-name", name, "--records", records)["FailedRecordCount"] == 0
    read = ok("get-records", "--shard-iterator", read["NextShardIterator"])
    assert [base64.b64decode(record["Data"]) for record in read["Records"]] == [b"a", b"b"]
    ok("delete-stream", "--stream-name", name)
    ok("wait", "stream-not-exists", "--stream-name", name)


def test_settings_shards_and_consumers(ok):
    name = unique("stream")
    named = ("--stream-name", name)
    ok("create-stream", *named, "--shard-count", "1")
    arn = ok("describe-stream-summary", *named)["StreamDescriptionSummary"]["StreamARN"]
    ok("increase-stream-retention-period", *named, "--retention-period-hours", "48")
    ok("add-tags-to-stream", *named, "--tags", "a=1,b=2")
    ok("remove-tags-from-stream", *named, "--tag-keys", "a")
    assert ok("list-tags-for-stream", *named)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert ok("list-tags-for-resource", "--resource-arn", arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    ok("split-shard", *named, "--shard-to-split", "shardId-000000000000", "--new-starting-hash-key", str(2**127))
    ok("merge-shards", *named, "--shard-to-merge", "shardId-000000000001", "--adjacent-shard-to-merge", "shardId-000000000002")
    assert len(ok("list-shards", *named)["Shards"]) == 4
    ok("update-shard-count", *named, "--target-shard-count", "2", "--scaling-type", "UNIFORM_SCALING")
    described = ok("describe-stream", *named)["StreamDescription"]
    assert (described["RetentionPeriodHours"], described["StreamStatus"]) == (48, "ACTIVE")
    consumer = ok("register-stream-consumer", "--stream-arn", arn, "--consumer-name", "c")["Consumer"]["ConsumerARN"]
    assert ok("list-stream-consumers", "--stream-arn", arn)["Consumers"][0]["ConsumerARN"] == consumer
    described = ok("describe-stream-consumer", "--consumer-arn", consumer)["ConsumerDescription"]
    assert described["ConsumerStatus"] == "ACTIVE"
    ok("deregister-stream-consumer", "--consumer-arn", consumer)
    ok("update-stream-mode", "--stream-arn", arn, "--stream-mode-details", "StreamMode=ON_DEMAND")
    assert ok("describe-limits")["OnDemandStreamCount"] >= 1
    ok("delete-stream", *named)


def test_errors_say_what_is_wrong(aws):
    status, _, said = aws("describe-stream", "--stream-name", unique("absent"))
    assert status == 254 or status == 255
    assert "(ResourceNotFoundException)" in said and "DescribeStream" in said
    status, _, said = aws("list-streams", secret="wrong")
    assert status in (254, 255)
    assert "(InvalidSignatureException)" in said
