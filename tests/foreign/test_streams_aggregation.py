"""The KPL's aggregated format, between our code and AWS's Python library for it (aws_kinesis_agg), through the served mock.

VOID_AGGREGATED names the program that packs and unpacks (`cargo build --package void-streams-sdk --example aggregated`).
"""

import base64
import json
import os
import random
import subprocess

import pytest
from aws_kinesis_agg.aggregator import RecordAggregator
from aws_kinesis_agg.deaggregator import deaggregate_records

RING = 2**128


def ours(action, lines):
    """What our program prints for `lines`."""
    done = subprocess.run(
        [os.environ["VOID_AGGREGATED"], action],
        input="".join(line + "\n" for line in lines), capture_output=True, text=True, timeout=30, check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def theirs(records):
    """The aggregated records that AWS's library makes of `records`."""
    aggregator, made = RecordAggregator(), []
    for key, hash_key, data in records:
        made.append(aggregator.add_user_record(key, data, hash_key))
    made.append(aggregator.clear_and_get())
    return [record.get_contents() for record in made if record]


def random_records(seed):
    draw = random.Random(seed)
    keys = [f"key-{n}" for n in range(5)] + ["käse 🧀", "k" * 256]
    hash_keys = [None, None, "0", str(RING - 1), str(RING // 3)]
    return [
        (draw.choice(keys), draw.choice(hash_keys), draw.randbytes(draw.choice([0, 1, 100, 5_000])))
        for _ in range(draw.randrange(1, 60))
    ]


def through_the_stream(streams, stream, records):
    """Puts (key, data) and reads them back."""
    for key, data in records:
        streams.put_record(StreamName=stream, PartitionKey=key, Data=data)
    place = streams.get_shard_iterator(StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")
    return streams.get_records(ShardIterator=place["ShardIterator"])["Records"]


@pytest.mark.parametrize("seed", range(10))
def test_what_theirs_packs_ours_unpacks(streams, stream, seed):
    records = random_records(seed)
    packed = [(key, data) for key, _, data in theirs(records)]
    read = through_the_stream(streams, stream, packed)
    lines = [json.loads(line) for line in ours("unpack", (base64.b64encode(record["Data"]).decode() for record in read))]
    # Their library names a hash key for every record: where none was given, the MD5 of its partition key.
    got = [(line["key"], base64.b64decode(line["data"])) for line in lines]
    assert got == [(key, data) for key, _, data in records]
    for line, (_, hash_key, _) in zip(lines, records):
        assert hash_key is None or line["hashKey"] == hash_key


@pytest.mark.parametrize("seed", range(10))
def test_what_ours_packs_theirs_unpacks(streams, stream, seed):
    records = random_records(seed)
    lines = (
        json.dumps({"key": key, "data": base64.b64encode(data).decode()} | ({"hashKey": hash_key} if hash_key else {}))
        for key, hash_key, data in records
    )
    [packed] = ours("pack", lines)
    [read] = through_the_stream(streams, stream, [("a", base64.b64decode(packed))])
    event = {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "sequenceNumber": read["SequenceNumber"],
            "partitionKey": read["PartitionKey"],
            "approximateArrivalTimestamp": read["ApproximateArrivalTimestamp"].timestamp(),
            "data": base64.b64encode(read["Data"]).decode(),
        }
    }
    unpacked = deaggregate_records([event])
    got = [
        (each["kinesis"]["partitionKey"], each["kinesis"].get("explicitHashKey") or None, base64.b64decode(each["kinesis"]["data"]))
        for each in unpacked
    ]
    # Where a record has no hash key, their library gives the first of the table (it reads an index that is absent as 0).
    first = next((hash_key for _, hash_key, _ in records if hash_key), None)
    assert got == [(key, hash_key or first, data) for key, hash_key, data in records]


def test_what_is_not_aggregated_is_left_as_it_is(streams, stream):
    plain = [("k", b"plain"), ("k", b"\xf3\x89\x9a\xc2 not really"), ("k", b"")]
    read = through_the_stream(streams, stream, plain)
    lines = ours("unpack", (base64.b64encode(record["Data"]).decode() for record in read))
    assert [json.loads(line) for line in lines] == [{"data": base64.b64encode(data).decode()} for _, data in plain]
