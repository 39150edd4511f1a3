"""Bodies in a bucket, between our clients and the Amazon SQS Extended Client Library for Python, through the served mocks.

VOID_CLAIM_CHECK names our program (`cargo build --package void-tests --example claim_check`).
"""

import json
import os
import subprocess

import pytest
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique
from sqs_extended_client import SQSExtendedClientSession

LARGE = "ü" * 300_000
MARKS = {"ExtendedPayloadSize", "SQSLargePayloadSize"}


@pytest.fixture
def bucket(served):
    s3 = served.client("s3")
    name = unique("payloads")
    s3.create_bucket(Bucket=name)
    yield name
    for item in s3.list_objects_v2(Bucket=name).get("Contents", []):
        s3.delete_object(Bucket=name, Key=item["Key"])


@pytest.fixture
def keys(served, bucket):
    s3 = served.client("s3")
    return lambda: [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


@pytest.fixture(params=[False, True], ids=["today", "legacy"])
def theirs(served, bucket, request, monkeypatch):
    """AWS's extended client, which writes today's attribute and class or the older ones."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
    session = SQSExtendedClientSession(
        aws_access_key_id=ACCESS_KEY_ID, aws_secret_access_key=SECRET_ACCESS_KEY, region_name=REGION
    )
    client = session.client("sqs")
    client.large_payload_support = bucket
    client.delete_payload_from_s3 = True
    client.use_legacy_attribute = request.param
    return client


@pytest.fixture
def ours(served, queue, bucket):
    def run(action, *arguments, given=""):
        environment = os.environ | {
            "VOID_ENDPOINT_URL": served.url,
            "VOID_REGION": REGION,
            "VOID_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "VOID_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        }
        done = subprocess.run(
            [os.environ["VOID_CLAIM_CHECK"], action, queue, bucket, *arguments],
            input=given, env=environment, capture_output=True, text=True, timeout=30, check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_what_theirs_sends_ours_receives_and_deletes(theirs, ours, queue, keys):
    attributes = {"Kind": {"DataType": "String", "StringValue": "a"}}
    theirs.send_message(QueueUrl=queue, MessageBody=LARGE, MessageAttributes=attributes)
    assert len(keys()) == 1
    message = json.loads(ours("receive"))
    assert (message["body"], message["attributes"], message["error"]) == (LARGE, ["Kind"], None)
    ours("delete", message["handle"])
    assert keys() == []


def test_what_ours_sends_theirs_receives_and_deletes(theirs, ours, queue, keys):
    ours("send", given=LARGE)
    assert len(keys()) == 1
    # The client with the older attribute asks for that one only, unless told otherwise.
    message = theirs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"][0]
    assert message["Body"] == LARGE
    assert set(message["MessageAttributes"]) == {"Kind"}
    theirs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    message = theirs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"][0]
    theirs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert keys() == []


def test_a_handle_of_one_serves_the_other(theirs, ours, queue, keys):
    for _ in range(2):
        ours("send", given=LARGE)
    theirs.delete_message(QueueUrl=queue, ReceiptHandle=json.loads(ours("receive"))["handle"])
    assert len(keys()) == 1
    message = theirs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"][0]
    ours("delete", message["ReceiptHandle"])
    assert keys() == []


def test_a_small_body_stays_in_the_queue(theirs, ours, queue, keys):
    theirs.send_message(QueueUrl=queue, MessageBody="small")
    assert json.loads(ours("receive"))["body"] == "small"
    assert keys() == []
