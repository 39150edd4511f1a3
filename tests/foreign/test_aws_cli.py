"""Each of the 23 operations by the `aws` command, as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique

AWS = Path(sys.executable).parent / "aws"
RAN = set()


@pytest.fixture(scope="module")
def aws(served, tmp_path_factory):
    """Runs `aws sqs COMMAND…`, and gives its exit status, its JSON answer and what it said."""
    home = tmp_path_factory.mktemp("home")

    def run(command, *arguments, secret=SECRET_ACCESS_KEY):
        RAN.add(command)
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
            [AWS, "sqs", command, "--endpoint-url", served.url, "--output", "json", *arguments],
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


def arn(ok, url):
    got = ok("get-queue-attributes", "--queue-url", url, "--attribute-names", "QueueArn")
    return got["Attributes"]["QueueArn"]


def test_a_message_s_life(ok):
    name = unique()
    url = ok("create-queue", "--queue-name", name, "--attributes", "VisibilityTimeout=5", "--tags", "team=orders")["QueueUrl"]
    assert ok("get-queue-url", "--queue-name", name)["QueueUrl"] == url
    assert ok("list-queues", "--queue-name-prefix", name)["QueueUrls"] == [url]
    attributes = '{"EventType":{"DataType":"String","StringValue":"OrderPlaced"}}'
    sent = ok("send-message", "--queue-url", url, "--message-body", "hello", "--message-attributes", attributes)
    received = ok(
        "receive-message", "--queue-url", url, "--wait-time-seconds", "5",
        "--message-attribute-names", "All", "--message-system-attribute-names", "All",
    )
    [message] = received["Messages"]
    assert (message["MessageId"], message["Body"]) == (sent["MessageId"], "hello")
    assert message["MessageAttributes"]["EventType"]["StringValue"] == "OrderPlaced"
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    handle = message["ReceiptHandle"]
    ok("change-message-visibility", "--queue-url", url, "--receipt-handle", handle, "--visibility-timeout", "30")
    ok("delete-message", "--queue-url", url, "--receipt-handle", handle)
    counts = ok("get-queue-attributes", "--queue-url", url, "--attribute-names", "All")["Attributes"]
    assert counts["ApproximateNumberOfMessagesNotVisible"] == "0"
    ok("delete-queue", "--queue-url", url)


def test_batches(ok):
    url = ok("create-queue", "--queue-name", unique())["QueueUrl"]
    answer = ok("send-message-batch", "--queue-url", url, "--entries", "Id=a,MessageBody=1", "Id=b,MessageBody=2")
    assert [entry["Id"] for entry in answer["Successful"]] == ["a", "b"]
    messages = ok("receive-message", "--queue-url", url, "--max-number-of-messages", "10")["Messages"]
    handles = [message["ReceiptHandle"] for message in messages]
    assert len(handles) == 2
    entries = json.dumps([{"Id": str(n), "ReceiptHandle": h, "VisibilityTimeout": 60} for n, h in enumerate(handles)])
    answer = ok("change-message-visibility-batch", "--queue-url", url, "--entries", entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["0", "1"]
    entries = json.dumps([{"Id": str(n), "ReceiptHandle": h} for n, h in enumerate(handles)])
    answer = ok("delete-message-batch", "--queue-url", url, "--entries", entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["0", "1"]
    ok("purge-queue", "--queue-url", url)
    ok("delete-queue", "--queue-url", url)


def test_settings_tags_and_permissions(ok):
    url = ok("create-queue", "--queue-name", unique())["QueueUrl"]
    ok("set-queue-attributes", "--queue-url", url, "--attributes", "DelaySeconds=7")
    got = ok("get-queue-attributes", "--queue-url", url, "--attribute-names", "DelaySeconds")
    assert got["Attributes"] == {"DelaySeconds": "7"}
    ok("tag-queue", "--queue-url", url, "--tags", "a=1,b=2")
    assert ok("list-queue-tags", "--queue-url", url)["Tags"] == {"a": "1", "b": "2"}
    ok("untag-queue", "--queue-url", url, "--tag-keys", "a")
    assert ok("list-queue-tags", "--queue-url", url)["Tags"] == {"b": "2"}
    label = ("--queue-url", url, "--label", "senders")
    ok("add-permission", *label, "--aws-account-ids", "111122223333", "--actions", "SendMessage")
    got = ok("get-queue-attributes", "--queue-url", url, "--attribute-names", "Policy")
    assert json.loads(got["Attributes"]["Policy"])["Statement"][0]["Sid"] == "senders"
    ok("remove-permission", *label)
    ok("delete-queue", "--queue-url", url)


def test_dead_letters_and_move_tasks(ok):
    dead = ok("create-queue", "--queue-name", unique("dead"))["QueueUrl"]
    policy = json.dumps({"deadLetterTargetArn": arn(ok, dead), "maxReceiveCount": "1"})
    attributes = json.dumps({"RedrivePolicy": policy, "VisibilityTimeout": "0"})
    source = ok("create-queue", "--queue-name", unique(), "--attributes", attributes)["QueueUrl"]
    assert ok("list-dead-letter-source-queues", "--queue-url", dead)["queueUrls"] == [source]
    entries = json.dumps([{"Id": str(number), "MessageBody": "b"} for number in range(10)])
    ok("send-message-batch", "--queue-url", source, "--entries", entries)
    # The first receive hands them out, the second moves them.
    received = ok("receive-message", "--queue-url", source, "--max-number-of-messages", "10")
    assert len(received["Messages"]) == 10
    assert not ok("receive-message", "--queue-url", source, "--max-number-of-messages", "10")
    dead_arn = arn(ok, dead)
    handle = ok("start-message-move-task", "--source-arn", dead_arn, "--max-number-of-messages-per-second", "1")["TaskHandle"]
    [task] = ok("list-message-move-tasks", "--source-arn", dead_arn)["Results"]
    assert (task["Status"], task["TaskHandle"]) == ("RUNNING", handle)
    moved = ok("cancel-message-move-task", "--task-handle", handle)["ApproximateNumberOfMessagesMoved"]
    assert 0 <= moved < 10
    for url in (source, dead):
        ok("delete-queue", "--queue-url", url)


def test_errors_say_what_is_wrong(aws, served):
    status, _, said = aws("get-queue-url", "--queue-name", unique("absent"))
    assert status == 255
    assert "(AWS.SimpleQueueService.NonExistentQueue)" in said and "GetQueueUrl" in said
    status, _, said = aws("list-queues", secret="wrong")
    assert status == 255
    assert "(SignatureDoesNotMatch)" in said


def test_every_operation_was_run(client):
    operations = client.meta.service_model.operation_names
    assert RAN == {"".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-") for name in operations}
