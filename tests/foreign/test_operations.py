"""Each of the 23 operations, by boto3, in the protocol that the installed botocore speaks."""

import hashlib
import json
import time

import pytest
from conftest import REGION, unique

CALLED = set()


@pytest.fixture(scope="module", autouse=True)
def record_calls(client):
    client.meta.events.register("before-call.sqs.*", lambda model, **_: CALLED.add(model.name))


def receive(client, url, **options):
    options = {"MaxNumberOfMessages": 10, "WaitTimeSeconds": 1} | options
    return client.receive_message(QueueUrl=url, **options).get("Messages", [])


def attributes(client, url, *names):
    return client.get_queue_attributes(QueueUrl=url, AttributeNames=list(names) or ["All"])["Attributes"]


def arn(client, url):
    return attributes(client, url, "QueueArn")["QueueArn"]


def test_create_queue_gives_the_url_and_is_idempotent(client, served):
    name = unique()
    url = client.create_queue(QueueName=name, Attributes={"DelaySeconds": "3"})["QueueUrl"]
    assert url.endswith(f"/{name}")
    assert url.startswith(served.url)
    assert client.create_queue(QueueName=name, Attributes={"DelaySeconds": "3"})["QueueUrl"] == url
    assert client.create_queue(QueueName=name)["QueueUrl"] == url
    client.delete_queue(QueueUrl=url)


def test_create_queue_takes_tags(client):
    url = client.create_queue(QueueName=unique(), tags={"team": "orders"})["QueueUrl"]
    assert client.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "orders"}
    client.delete_queue(QueueUrl=url)


def test_get_queue_url_finds_it_by_name(client, make_queue):
    name = unique()
    url = make_queue(name)
    assert client.get_queue_url(QueueName=name)["QueueUrl"] == url


def test_list_queues_by_prefix_and_page(client, make_queue):
    prefix = unique("listed")
    urls = sorted(make_queue(f"{prefix}-{number}") for number in range(5))
    assert sorted(client.list_queues(QueueNamePrefix=prefix)["QueueUrls"]) == urls
    pages = client.get_paginator("list_queues").paginate(
        QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2}
    )
    pages = [page.get("QueueUrls", []) for page in pages]
    assert sorted(sum(pages, [])) == urls
    assert [len(page) for page in pages] == [2, 2, 1]


def test_delete_queue_ends_it(client, make_queue, refused):
    url = make_queue()
    client.delete_queue(QueueUrl=url)
    refused(
        lambda: client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]),
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
    )


def test_queue_attributes_have_the_documented_defaults(client, make_queue):
    name = unique()
    got = attributes(client, make_queue(name))
    assert got["QueueArn"].startswith(f"arn:aws:sqs:{REGION}:") and got["QueueArn"].endswith(f":{name}")
    created = int(got["CreatedTimestamp"])
    assert abs(created - time.time()) < 60
    expected = {
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
        "DelaySeconds": "0",
        "MessageRetentionPeriod": "345600",
        "ReceiveMessageWaitTimeSeconds": "0",
        "VisibilityTimeout": "30",
        "SqsManagedSseEnabled": "true",
        "MaximumMessageSize": "1048576",
    }
    assert {name: got.get(name) for name in expected} == expected
    assert "FifoQueue" not in got


def test_set_queue_attributes_is_read_back(client, queue):
    wanted = {
        "VisibilityTimeout": "12",
        "DelaySeconds": "1",
        "MaximumMessageSize": "2048",
        "MessageRetentionPeriod": "600",
        "ReceiveMessageWaitTimeSeconds": "2",
    }
    client.set_queue_attributes(QueueUrl=queue, Attributes=wanted)
    assert attributes(client, queue, *wanted) == wanted


def test_tag_list_and_untag_queue(client, queue):
    client.tag_queue(QueueUrl=queue, Tags={"a": "1", "b": "", "ü": "é"})
    assert client.list_queue_tags(QueueUrl=queue)["Tags"] == {"a": "1", "b": "", "ü": "é"}
    client.untag_queue(QueueUrl=queue, TagKeys=["a", "ü", "absent"])
    assert client.list_queue_tags(QueueUrl=queue)["Tags"] == {"b": ""}
    client.untag_queue(QueueUrl=queue, TagKeys=["b"])
    assert "Tags" not in client.list_queue_tags(QueueUrl=queue)


def test_add_and_remove_permission_write_the_policy(client, queue):
    client.add_permission(
        QueueUrl=queue, Label="senders", AWSAccountIds=["111122223333"], Actions=["SendMessage", "GetQueueUrl"]
    )
    policy = json.loads(attributes(client, queue, "Policy")["Policy"])
    [statement] = policy["Statement"]
    assert statement["Sid"] == "senders"
    assert statement["Effect"] == "Allow"
    assert statement["Resource"] == arn(client, queue)
    assert sorted(action.lower() for action in statement["Action"]) == ["sqs:getqueueurl", "sqs:sendmessage"]
    client.remove_permission(QueueUrl=queue, Label="senders")
    policy = attributes(client, queue).get("Policy")
    assert not policy or not json.loads(policy)["Statement"]


@pytest.mark.parametrize(
    "body",
    ["plain", "käse 🧀 \t\n\r", "  leading and trailing  ", "<a>&amp;\"'</a>", '{"k": [1, "+%20&="]}', "x" * 100_000],
    ids=["plain", "unicode", "spaces", "markup", "json", "long"],
)
def test_send_receive_delete_carry_the_body_unchanged(client, queue, body):
    sent = client.send_message(QueueUrl=queue, MessageBody=body)
    digest = hashlib.md5(body.encode()).hexdigest()
    assert sent["MD5OfMessageBody"] == digest
    [message] = receive(client, queue)
    assert (message["MessageId"], message["Body"], message["MD5OfBody"]) == (sent["MessageId"], body, digest)
    assert "Attributes" not in message and "MessageAttributes" not in message
    client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    counts = attributes(client, queue)
    assert counts["ApproximateNumberOfMessages"] == counts["ApproximateNumberOfMessagesNotVisible"] == "0"


MESSAGE_ATTRIBUTES = {
    "Kind": {"DataType": "String", "StringValue": "OrderPlaced"},
    "Amount": {"DataType": "Number.decimal", "StringValue": "49.00"},
    "Event.Raw": {"DataType": "Binary.png", "BinaryValue": b"\x00\xff\x10raw"},
}


def test_message_attributes_arrive_and_are_digested(client, queue):
    # boto3 checks no attribute digest by itself, so it is computed here as the service documents it.
    sent = client.send_message(QueueUrl=queue, MessageBody="b", MessageAttributes=MESSAGE_ATTRIBUTES)
    digest = hashlib.md5()
    for name in sorted(MESSAGE_ATTRIBUTES):
        value = MESSAGE_ATTRIBUTES[name]
        is_text = "StringValue" in value
        raw = value["StringValue"].encode() if is_text else value["BinaryValue"]
        for part in (name.encode(), value["DataType"].encode()):
            digest.update(len(part).to_bytes(4, "big") + part)
        digest.update(b"\x01" if is_text else b"\x02")
        digest.update(len(raw).to_bytes(4, "big") + raw)
    assert sent["MD5OfMessageAttributes"] == digest.hexdigest()
    [message] = receive(client, queue, MessageAttributeNames=["All"], VisibilityTimeout=0)
    assert message["MessageAttributes"] == MESSAGE_ATTRIBUTES
    assert message["MD5OfMessageAttributes"] == digest.hexdigest()


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (["Amount"], ["Amount"]),
        (["Event.*"], ["Event.Raw"]),
        ([".*"], ["Amount", "Event.Raw", "Kind"]),
        (["Absent"], []),
    ],
)
def test_message_attributes_are_selected_by_name_and_prefix(client, queue, asked, given):
    client.send_message(QueueUrl=queue, MessageBody="b", MessageAttributes=MESSAGE_ATTRIBUTES)
    [message] = receive(client, queue, MessageAttributeNames=asked)
    assert sorted(message.get("MessageAttributes", {})) == given


def test_system_attributes_tell_the_message_s_history(client, queue):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    before = time.time() * 1000
    client.send_message(
        QueueUrl=queue,
        MessageBody="b",
        MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": trace}},
    )
    # `AttributeNames` is the parameter's older name; both botocores have it.
    [first] = receive(client, queue, AttributeNames=["All"], VisibilityTimeout=0)
    [second] = receive(client, queue, AttributeNames=["ApproximateReceiveCount", "SentTimestamp"])
    got = first["Attributes"]
    assert got["AWSTraceHeader"] == trace
    assert got["ApproximateReceiveCount"] == "1"
    assert got["SenderId"]
    assert before - 5000 < int(got["SentTimestamp"]) <= int(got["ApproximateFirstReceiveTimestamp"])
    assert second["Attributes"] == {"ApproximateReceiveCount": "2", "SentTimestamp": got["SentTimestamp"]}
    assert first["ReceiptHandle"] != second["ReceiptHandle"]


def test_send_message_batch_reports_each_entry(client, queue):
    entries = [{"Id": f"id-{n}", "MessageBody": f"body {n}", "MessageAttributes": MESSAGE_ATTRIBUTES} for n in range(9)]
    answer = client.send_message_batch(QueueUrl=queue, Entries=entries + [{"Id": "bad", "MessageBody": "x", "DelaySeconds": 901}])
    assert [entry["Id"] for entry in answer["Successful"]] == [f"id-{n}" for n in range(9)]
    assert answer["Successful"][0]["MD5OfMessageBody"] == hashlib.md5(b"body 0").hexdigest()
    assert answer["Successful"][0]["MD5OfMessageAttributes"]
    [failed] = answer["Failed"]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("bad", "InvalidParameterValue", True)
    assert sorted(message["Body"] for message in drain(client, queue)) == [f"body {n}" for n in range(9)]


def drain(client, url, **options):
    """Receives and deletes, in batches, until the queue gives nothing more."""
    messages = []
    while received := receive(client, url, WaitTimeSeconds=0, **options):
        entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(received)]
        answer = client.delete_message_batch(QueueUrl=url, Entries=entries)
        assert [entry["Id"] for entry in answer["Successful"]] == [entry["Id"] for entry in entries]
        assert "Failed" not in answer or answer["Failed"] == []
        messages += received
    return messages


def test_delete_message_batch_reports_each_entry(client, queue):
    client.send_message(QueueUrl=queue, MessageBody="b")
    [message] = receive(client, queue)
    answer = client.delete_message_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "good", "ReceiptHandle": message["ReceiptHandle"]},
            {"Id": "forged", "ReceiptHandle": "forged"},
        ],
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    assert [(entry["Id"], entry["Code"], entry["SenderFault"]) for entry in answer["Failed"]] == [
        ("forged", "ReceiptHandleIsInvalid", True)
    ]


def test_change_message_visibility_hides_and_shows(client, queue):
    client.send_message(QueueUrl=queue, MessageBody="b")
    [message] = receive(client, queue, VisibilityTimeout=1)
    handle = message["ReceiptHandle"]
    client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=60)
    assert receive(client, queue, WaitTimeSeconds=2) == [], "it stays hidden past its first time-out"
    client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    [again] = receive(client, queue)
    assert again["MessageId"] == message["MessageId"]


def test_change_message_visibility_batch_reports_each_entry(client, queue):
    client.send_message(QueueUrl=queue, MessageBody="b")
    [message] = receive(client, queue)
    answer = client.change_message_visibility_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "good", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0},
            {"Id": "long", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 43201},
            {"Id": "forged", "ReceiptHandle": "forged", "VisibilityTimeout": 0},
        ],
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    assert {entry["Id"]: entry["Code"] for entry in answer["Failed"]} == {
        "long": "InvalidParameterValue",
        "forged": "ReceiptHandleIsInvalid",
    }
    assert len(receive(client, queue)) == 1


def test_long_poll_wakes_when_a_message_comes(client, make_queue, served):
    import threading

    url = make_queue(ReceiveMessageWaitTimeSeconds="10")
    timer = threading.Timer(0.5, lambda: served.client().send_message(QueueUrl=url, MessageBody="late"))
    timer.start()
    started = time.monotonic()
    [message] = client.receive_message(QueueUrl=url)["Messages"]
    elapsed = time.monotonic() - started
    timer.join()
    assert message["Body"] == "late"
    assert 0.4 < elapsed < 5, elapsed


def test_an_empty_queue_answers_without_messages(client, queue):
    assert "Messages" not in client.receive_message(QueueUrl=queue)


def test_delay_hides_a_message_at_first(client, queue):
    client.send_message(QueueUrl=queue, MessageBody="b", DelaySeconds=1)
    assert attributes(client, queue)["ApproximateNumberOfMessagesDelayed"] == "1"
    assert receive(client, queue, WaitTimeSeconds=0) == []
    assert len(receive(client, queue, WaitTimeSeconds=5)) == 1


def test_purge_queue_empties_it(client, queue, refused):
    client.send_message(QueueUrl=queue, MessageBody="b")
    client.purge_queue(QueueUrl=queue)
    assert attributes(client, queue)["ApproximateNumberOfMessages"] == "0"
    assert receive(client, queue, WaitTimeSeconds=0) == []


def test_fifo_keeps_order_blocks_its_group_and_drops_duplicates(client, make_queue):
    url = make_queue(fifo=True, ContentBasedDeduplication="true")
    sent = [client.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g") for body in "abca"]
    numbers = [int(answer["SequenceNumber"]) for answer in sent]
    assert numbers[:3] == sorted(set(numbers[:3]))
    assert sent[3]["MessageId"] == sent[0]["MessageId"], "the duplicate is answered with the first message's id"
    client.send_message(QueueUrl=url, MessageBody="z", MessageGroupId="other", MessageDeduplicationId="d-1")
    [first] = receive(client, url, MaxNumberOfMessages=1, AttributeNames=["All"])
    assert first["Body"] == "a"
    got = first["Attributes"]
    assert got["MessageGroupId"] == "g"
    assert got["MessageDeduplicationId"] == hashlib.sha256(b"a").hexdigest()
    assert got["SequenceNumber"] == sent[0]["SequenceNumber"]
    assert [message["Body"] for message in receive(client, url)] == ["z"], "the group is blocked while in flight"
    client.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    assert [message["Body"] for message in receive(client, url)] == ["b", "c"]


def test_fifo_batch_gives_sequence_numbers(client, make_queue):
    url = make_queue(fifo=True)
    entries = [
        {"Id": str(n), "MessageBody": str(n), "MessageGroupId": "g", "MessageDeduplicationId": f"d{n}"} for n in range(3)
    ]
    answer = client.send_message_batch(QueueUrl=url, Entries=entries)
    numbers = [int(entry["SequenceNumber"]) for entry in answer["Successful"]]
    assert numbers == sorted(set(numbers)) and len(numbers) == 3


@pytest.fixture
def with_dead_letters(client, make_queue):
    """A queue whose messages are dead-lettered after one receive, and its dead-letter queue."""
    dead = make_queue(unique("dead"))
    policy = {"deadLetterTargetArn": arn(client, dead), "maxReceiveCount": 1}
    return make_queue(RedrivePolicy=json.dumps(policy), VisibilityTimeout="0"), dead


def dead_letter(client, source, body):
    client.send_message(QueueUrl=source, MessageBody=body)
    assert len(receive(client, source)) == 1
    assert receive(client, source, WaitTimeSeconds=0) == []


def test_a_message_is_dead_lettered_after_its_receives(client, with_dead_letters):
    source, dead = with_dead_letters
    dead_letter(client, source, "poison")
    [message] = receive(client, dead, AttributeNames=["All"])
    assert message["Body"] == "poison"
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == arn(client, source)


def test_list_dead_letter_source_queues(client, with_dead_letters):
    source, dead = with_dead_letters
    assert client.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [source]
    assert client.list_dead_letter_source_queues(QueueUrl=source).get("queueUrls", []) == []


def test_a_move_task_returns_dead_letters_to_their_source(client, with_dead_letters):
    source, dead = with_dead_letters
    dead_letter(client, source, "again")
    task = client.start_message_move_task(SourceArn=arn(client, dead))
    assert task["TaskHandle"]
    [message] = receive(client, source, WaitTimeSeconds=5)
    assert message["Body"] == "again"
    deadline = time.monotonic() + 10
    while True:
        [listed] = client.list_message_move_tasks(SourceArn=arn(client, dead), MaxResults=10)["Results"]
        if listed["Status"] != "RUNNING" or time.monotonic() > deadline:
            break
    assert (listed["Status"], listed["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)
    assert listed["SourceArn"] == arn(client, dead)
    assert "TaskHandle" not in listed, "only a running task shows its handle"


def test_a_move_task_can_be_cancelled(client, with_dead_letters, make_queue):
    source, dead = with_dead_letters
    for number in range(5):
        dead_letter(client, source, str(number))
    task = client.start_message_move_task(
        SourceArn=arn(client, dead), DestinationArn=arn(client, make_queue()), MaxNumberOfMessagesPerSecond=1
    )
    [listed] = client.list_message_move_tasks(SourceArn=arn(client, dead))["Results"]
    assert (listed["Status"], listed["TaskHandle"]) == ("RUNNING", task["TaskHandle"])
    moved = client.cancel_message_move_task(TaskHandle=task["TaskHandle"])["ApproximateNumberOfMessagesMoved"]
    assert 0 <= moved < 5
    [listed] = client.list_message_move_tasks(SourceArn=arn(client, dead))["Results"]
    assert listed["Status"] in ("CANCELLING", "CANCELLED")


def test_every_operation_was_called(client):
    assert CALLED == set(client.meta.service_model.operation_names)
    assert len(CALLED) == 23
