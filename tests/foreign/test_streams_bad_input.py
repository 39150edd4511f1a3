"""What no client of streams sends, in JSON and in CBOR: each gets an error of the protocol, and the server goes on."""

import json
import struct

import cbor
import cbor2
import pytest
import raw

RING = 2**128
SHARD = "shardId-000000000000"


@pytest.fixture(autouse=True)
def still_serving(served):
    """After each test the same process answers."""
    yield
    assert raw.streams(served, "ListStreams", {}).status == 200
    assert served.process.poll() is None


def value(answer):
    return cbor2.loads(answer.body) if answer.headers["Content-Type"] == cbor.MEDIA_TYPE else answer.json()


def assert_refused(answer, *codes):
    assert answer.status == 400, answer
    assert answer.headers["x-amzn-RequestId"], answer
    code = value(answer)["__type"].rsplit("#", 1)[-1]
    assert not codes or code in codes, answer


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "nonsense",
        "[]",
        "null",
        "7",
        '"text"',
        '{"StreamName": "a"} trailing',
        "{'StreamName': 'a'}",
        b'{"StreamName": "\xff\xfe"}',
        '{"StreamName": "\\ud800"}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"Tags":' + "[" * 5_000 + "]" * 5_000 + "}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_json_body_that_is_no_request(served, body):
    assert_refused(raw.streams(served, "CreateStream", body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"\xbf",
        b"\xbf\xff\xff",
        b"\xa1",
        b"\xa1\x6aStreamName",
        b"\xa1\x6aStreamName\x7b" + struct.pack(">Q", 2**63),
        b"\xa1\x6aStreamName\x62\xff\xfe",
        b"\xbb" + b"\xff" * 8,
        b"\x9b" + b"\xff" * 8,
        b"\x5f" * 1_000,
        b"\x81" * 100_000,
        b"\x9f" * 100_000,
        b"\xa1\x61a" * 100_000,
        b"\xbf\x61a" * 100_000,
        b"\xc1" * 100_000,
        b"\x80",
        b"\xf6",
        b"\x07",
        b"\x1c",
        b"\xfc",
        b"\xbf\x6aStreamName\x61a\xff\x00",
        b'{"StreamName": "a"}',
    ],
    ids=lambda body: body[:12].hex() or "empty",
)
def test_a_cbor_body_that_is_no_request(served, body):
    assert_refused(raw.streams(served, "CreateStream", body, content_type=cbor.MEDIA_TYPE))


WRONG = [
    ("CreateStream", {}),
    ("CreateStream", {"StreamName": 7, "ShardCount": 1}),
    ("CreateStream", {"StreamName": None, "ShardCount": 1}),
    ("CreateStream", {"StreamName": "", "ShardCount": 1}),
    ("CreateStream", {"StreamName": "a", "ShardCount": "one"}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 1.5}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 0}),
    ("CreateStream", {"StreamName": "a", "ShardCount": -1}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 2**31}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 2**63}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 1e300}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 1, "Tags": ["a"]}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 1, "Tags": {"": "v"}}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 1, "Tags": {"k" * 129: "v"}}),
    ("CreateStream", {"StreamName": "a", "StreamModeDetails": {"StreamMode": "SOMETIMES"}}),
    ("CreateStream", {"StreamName": "a", "ShardCount": 1, "MaxRecordSizeInKiB": 1}),
    ("ListStreams", {"Limit": 0}),
    ("ListStreams", {"Limit": "ten"}),
    ("ListStreams", {"Limit": True}),
    ("ListStreams", {"NextToken": "forged"}),
    ("ListShards", {}),
    ("ListShards", {"NextToken": {}}),
    ("GetRecords", {}),
    ("GetRecords", {"ShardIterator": ""}),
    ("GetRecords", {"ShardIterator": "%%%"}),
    ("GetRecords", {"ShardIterator": "A" * 512}),
    ("GetRecords", {"ShardIterator": "A" * 513}),
    ("DescribeStream", {"StreamARN": "arn:nonsense"}),
    ("DescribeStream", {"StreamARN": "arn:aws:sqs:us-east-1:000000000000:q"}),
    ("SubscribeToShard", {}),
    ("SubscribeToShard", {"ConsumerARN": "arn:nonsense", "ShardId": SHARD, "StartingPosition": {"Type": "LATEST"}}),
    ("RegisterStreamConsumer", {}),
    ("RegisterStreamConsumer", {"StreamARN": "arn:nonsense", "ConsumerName": "c"}),
    ("DescribeStreamConsumer", {"ConsumerARN": "arn:nonsense"}),
    ("TagResource", {"ResourceARN": "arn:nonsense", "Tags": {"k": "v"}}),
    ("PutResourcePolicy", {"ResourceARN": "arn:nonsense", "Policy": "{"}),
    ("UpdateStreamMode", {"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
    ("UpdateAccountSettings", {}),
]
WRONG_ON_A_STREAM = [
    ("PutRecord", {}),
    ("PutRecord", {"PartitionKey": "k"}),
    ("PutRecord", {"PartitionKey": "", "Data": ""}),
    ("PutRecord", {"PartitionKey": 7, "Data": ""}),
    ("PutRecord", {"PartitionKey": "k", "Data": 7}),
    ("PutRecord", {"PartitionKey": "k", "Data": ["a"]}),
    ("PutRecord", {"PartitionKey": "k", "Data": "", "ExplicitHashKey": 7}),
    ("PutRecord", {"PartitionKey": "k", "Data": "", "ExplicitHashKey": ""}),
    ("PutRecords", {}),
    ("PutRecords", {"Records": []}),
    ("PutRecords", {"Records": {}}),
    ("PutRecords", {"Records": [7]}),
    ("PutRecords", {"Records": [{}]}),
    ("PutRecords", {"Records": [None]}),
    ("GetShardIterator", {"ShardId": SHARD}),
    ("GetShardIterator", {"ShardIteratorType": "LATEST"}),
    ("GetShardIterator", {"ShardId": "shardId-999999999999999999999999", "ShardIteratorType": "LATEST"}),
    ("GetShardIterator", {"ShardId": "elsewhere", "ShardIteratorType": "LATEST"}),
    ("GetShardIterator", {"ShardId": SHARD, "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": "yesterday"}),
    ("GetShardIterator", {"ShardId": SHARD, "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": 1e300}),
    ("GetShardIterator", {"ShardId": SHARD, "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": {}}),
    ("SplitShard", {"ShardToSplit": SHARD}),
    ("SplitShard", {"ShardToSplit": SHARD, "NewStartingHashKey": "9" * 200}),
    ("SplitShard", {"ShardToSplit": SHARD, "NewStartingHashKey": 7}),
    ("MergeShards", {"ShardToMerge": SHARD}),
    ("UpdateShardCount", {"TargetShardCount": 0, "ScalingType": "UNIFORM_SCALING"}),
    ("UpdateShardCount", {"TargetShardCount": 2**31 - 1, "ScalingType": "UNIFORM_SCALING"}),
    ("UpdateShardCount", {"TargetShardCount": 2, "ScalingType": "BY_MOOD"}),
    ("ListShards", {"MaxResults": 0}),
    ("ListShards", {"ShardFilter": {"Type": "BY_MOOD"}}),
    ("ListShards", {"ShardFilter": {}}),
    ("ListShards", {"ShardFilter": {"Type": "AT_TIMESTAMP"}}),
    ("IncreaseStreamRetentionPeriod", {}),
    ("IncreaseStreamRetentionPeriod", {"RetentionPeriodHours": 2**31 - 1}),
    ("IncreaseStreamRetentionPeriod", {"RetentionPeriodHours": -1}),
    ("AddTagsToStream", {"Tags": {}}),
    ("AddTagsToStream", {"Tags": {"k": 7}}),
    ("AddTagsToStream", {"Tags": {"k": "v" * 257}}),
    ("RemoveTagsFromStream", {"TagKeys": "k"}),
    ("ListTagsForStream", {"Limit": 51}),
    ("StartStreamEncryption", {"EncryptionType": "ROT13", "KeyId": "k"}),
    ("StartStreamEncryption", {"EncryptionType": "KMS"}),
    ("EnableEnhancedMonitoring", {"ShardLevelMetrics": ["Colour"]}),
    ("EnableEnhancedMonitoring", {"ShardLevelMetrics": []}),
    ("UpdateMaxRecordSize", {"MaxRecordSizeInKiB": 1023}),
]


def encoded(parameters, encoding):
    """Parameters as JSON, or as CBOR with the data's base64 as bytes."""
    if encoding == "json":
        return json.dumps(parameters), raw.JSON_1_1
    if isinstance(parameters.get("Data"), str):
        parameters = parameters | {"Data": parameters["Data"].encode()}
    return cbor2.dumps(parameters), cbor.MEDIA_TYPE


@pytest.mark.parametrize("encoding", ["json", "cbor"])
@pytest.mark.parametrize(("operation", "parameters"), WRONG, ids=str)
def test_parameters_that_are_wrong(served, encoding, operation, parameters):
    body, content_type = encoded(parameters, encoding)
    assert_refused(raw.streams(served, operation, body, content_type=content_type))


@pytest.fixture(scope="module")
def kept(served):
    """A stream that no test here changes."""
    client = served.client("kinesis")
    client.create_stream(StreamName="bad-input", ShardCount=1)
    yield "bad-input"
    client.delete_stream(StreamName="bad-input")


@pytest.mark.parametrize("encoding", ["json", "cbor"])
@pytest.mark.parametrize(("operation", "parameters"), WRONG_ON_A_STREAM, ids=str)
def test_parameters_that_are_wrong_on_a_stream(served, kept, encoding, operation, parameters):
    named = {"StreamARN": f"arn:aws:kinesis:us-east-1:000000000000:stream/{kept}"} if operation == "UpdateMaxRecordSize" else {"StreamName": kept}
    body, content_type = encoded(named | parameters, encoding)
    assert_refused(raw.streams(served, operation, body, content_type=content_type))


@pytest.mark.parametrize("data", ["%%", "a", "YQ", "YQ=", "YR==", "Y Q==", "YQ==YQ==", "YQ\u00e4="], ids=repr)
def test_data_that_is_no_base64(served, kept, data):
    answer = raw.streams(served, "PutRecord", {"StreamName": kept, "PartitionKey": "k", "Data": data})
    assert_refused(answer, "SerializationException")


def test_data_in_cbor_that_is_text(served, kept):
    body = cbor2.dumps({"StreamName": kept, "PartitionKey": "k", "Data": "YQ=="})
    assert_refused(raw.streams(served, "PutRecord", body, content_type=cbor.MEDIA_TYPE), "SerializationException")


@pytest.mark.parametrize("encoding", ["json", "cbor"])
@pytest.mark.parametrize("target", ["Kinesis_20131202.Teleport", "Kinesis_20131202.", "Kinesis_20131202"])
def test_an_unknown_operation(served, encoding, target):
    body, content_type = encoded({}, encoding)
    headers = {"Content-Type": content_type, "X-Amz-Target": target}
    answer = raw.send(served.url, body, raw.sign(served.url, body, headers, service="kinesis"))
    assert answer.status in (400, 404), answer
    assert value(answer)["__type"].rsplit("#", 1)[-1] == "UnknownOperationException", answer


@pytest.mark.parametrize("target", ["Kinesis_20991202.ListStreams", "kinesis_20131202.ListStreams", "Kinesis", "", ".."])
def test_a_target_of_no_service(served, target):
    headers = {"Content-Type": raw.JSON_1_1, "X-Amz-Target": target}
    answer = raw.send(served.url, "{}", raw.sign(served.url, "{}", headers, service="kinesis"))
    assert 400 <= answer.status < 500 and answer.json()["__type"], answer


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/cbor", "", "application/x-amz-cbor-9.9", "\xff"])
def test_a_media_type_that_streams_do_not_speak(served, content_type):
    """The body decides, as long as it is of an encoding that there is: what can't be read is refused."""
    answer = raw.streams(served, "ListStreams", b"\x01\x02 neither", content_type=content_type)
    assert 400 <= answer.status < 500, answer


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"])
def test_a_method_that_is_no_call(served, method):
    headers = {"Content-Type": raw.JSON_1_1, "X-Amz-Target": "Kinesis_20131202.ListStreams"}
    signed = raw.sign(served.url, b"", headers, method=method, service="kinesis")
    assert 400 <= raw.send(served.url, b"", signed, method=method).status < 500


@pytest.mark.parametrize("encoding", ["json", "cbor"])
def test_a_body_beyond_the_limit(served, kept, encoding):
    body, content_type = encoded({"StreamName": kept, "PartitionKey": "k", "Data": "AAAA" * (8 * 1024 * 1024)}, encoding)
    try:
        answer = raw.streams(served, "PutRecord", body, content_type=content_type)
    except (BrokenPipeError, ConnectionResetError):
        return  # refused before it was read to the end
    assert answer.status in (400, 413), answer.status


def test_strings_and_lists_as_long_as_the_body(served, kept):
    for parameters in (
        {"StreamName": "x" * 1_000_000},
        {"StreamName": kept, "TagKeys": ["k"] * 100_000},
        {"StreamName": kept, "Tags": {str(n): "v" for n in range(50_000)}},
    ):
        operation = "AddTagsToStream" if "Tags" in parameters else "RemoveTagsFromStream"
        assert_refused(raw.streams(served, operation, parameters))
