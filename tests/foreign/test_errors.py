"""What is refused: with which code and status, in the protocol that the installed botocore speaks."""

import json

import pytest
from conftest import COMMAND, unique

LEGACY = "AWS.SimpleQueueService."
GONE = {"code": "QueueDoesNotExist", "query_code": LEGACY + "NonExistentQueue"}
BAD_HANDLE = {"code": "ReceiptHandleIsInvalid", "query_status": 404}
BAD_VALUE = {"code": "InvalidParameterValueException", "query_code": "InvalidParameterValue"}


def send(client, url, body="b", **options):
    return lambda: client.send_message(QueueUrl=url, MessageBody=body, **options)


def send_batch(client, url, entries):
    return lambda: client.send_message_batch(QueueUrl=url, Entries=entries)


def received_handle(client, url):
    client.send_message(QueueUrl=url, MessageBody="b")
    return client.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["ReceiptHandle"]


ON_A_QUEUE = {
    "AddPermission": {"Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]},
    "ChangeMessageVisibility": {"ReceiptHandle": "h", "VisibilityTimeout": 1},
    "ChangeMessageVisibilityBatch": {"Entries": [{"Id": "a", "ReceiptHandle": "h", "VisibilityTimeout": 1}]},
    "DeleteMessage": {"ReceiptHandle": "h"},
    "DeleteMessageBatch": {"Entries": [{"Id": "a", "ReceiptHandle": "h"}]},
    "DeleteQueue": {},
    "GetQueueAttributes": {"AttributeNames": ["All"]},
    "ListDeadLetterSourceQueues": {},
    "ListQueueTags": {},
    "PurgeQueue": {},
    "ReceiveMessage": {},
    "RemovePermission": {"Label": "l"},
    "SendMessage": {"MessageBody": "b"},
    "SendMessageBatch": {"Entries": [{"Id": "a", "MessageBody": "b"}]},
    "SetQueueAttributes": {"Attributes": {"DelaySeconds": "1"}},
    "TagQueue": {"Tags": {"k": "v"}},
    "UntagQueue": {"TagKeys": ["k"]},
}


@pytest.mark.parametrize("operation", ON_A_QUEUE)
def test_a_queue_that_does_not_exist(client, served, refused, operation):
    url = f"{served.url}/000000000000/{unique('absent')}"
    method = client.meta.method_to_api_mapping
    [name] = [name for name, mapped in method.items() if mapped == operation]
    refused(lambda: getattr(client, name)(QueueUrl=url, **ON_A_QUEUE[operation]), **GONE)


def test_get_queue_url_of_a_queue_that_does_not_exist(client, refused):
    refused(lambda: client.get_queue_url(QueueName=unique("absent")), **GONE)


def test_create_queue_with_other_attributes(client, make_queue, refused):
    name = unique()
    make_queue(name, DelaySeconds="1")
    refused(
        lambda: client.create_queue(QueueName=name, Attributes={"DelaySeconds": "2"}),
        "QueueNameExists",
        "QueueAlreadyExists",
    )


@pytest.mark.parametrize("name", ["a b", "x" * 81, "ends.fifo", "slash/in", "käse"])
def test_create_queue_with_an_invalid_name(client, refused, name):
    refused(lambda: client.create_queue(QueueName=name), **BAD_VALUE)


def test_create_queue_without_a_name(client, refused):
    refused(lambda: client.create_queue(QueueName=""), "MissingRequiredParameterException", "MissingParameter")


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("DelaySeconds", "901"),
        ("DelaySeconds", "-1"),
        ("VisibilityTimeout", "43201"),
        ("VisibilityTimeout", "soon"),
        ("MessageRetentionPeriod", "59"),
        ("MessageRetentionPeriod", "1209601"),
        ("MaximumMessageSize", "1023"),
        ("MaximumMessageSize", "1048577"),
        ("ReceiveMessageWaitTimeSeconds", "21"),
        ("RedrivePolicy", "{not json"),
        ("RedrivePolicy", json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:absent-q"})),
    ],
)
def test_an_attribute_value_out_of_range(client, queue, refused, attribute, value):
    refused(
        lambda: client.set_queue_attributes(QueueUrl=queue, Attributes={attribute: value}),
        "InvalidAttributeValue" if attribute != "RedrivePolicy" else BAD_VALUE["code"],
        "InvalidAttributeValue" if attribute != "RedrivePolicy" else BAD_VALUE["query_code"],
    )


def test_an_unknown_attribute(client, queue, refused):
    refused(
        lambda: client.set_queue_attributes(QueueUrl=queue, Attributes={"Colour": "red"}), "InvalidAttributeName"
    )
    refused(
        lambda: client.get_queue_attributes(QueueUrl=queue, AttributeNames=["Colour"]), "InvalidAttributeName"
    )


@pytest.mark.parametrize("option", [{"DelaySeconds": 901}, {"DelaySeconds": -1}])
def test_send_with_an_invalid_delay(client, queue, refused, option):
    refused(send(client, queue, **option), **BAD_VALUE)


def test_send_a_body_that_is_too_long(client, make_queue, refused):
    queue = make_queue(MaximumMessageSize="1024")
    client.send_message(QueueUrl=queue, MessageBody="x" * 1024)
    refused(send(client, queue, "x" * 1025), **BAD_VALUE)


def test_send_characters_that_are_not_allowed(client, queue, refused):
    refused(send(client, queue, "a\u0000b"), "InvalidMessageContents")
    refused(send(client, queue, "a\uffffb"), "InvalidMessageContents")


@pytest.mark.parametrize(
    "attribute",
    [
        {"AWS.reserved": {"DataType": "String", "StringValue": "v"}},
        {"dots..twice": {"DataType": "String", "StringValue": "v"}},
        {"n": {"DataType": "Colour", "StringValue": "v"}},
        {"n": {"DataType": "Number", "StringValue": "many"}},
        {"n": {"DataType": "String", "StringValue": ""}},
        {f"n{index}": {"DataType": "String", "StringValue": "v"} for index in range(11)},
    ],
    ids=["reserved", "dots", "type", "number", "empty", "eleven"],
)
def test_send_invalid_attributes(client, queue, refused, attribute):
    refused(send(client, queue, MessageAttributes=attribute), **BAD_VALUE)


@pytest.mark.parametrize(
    "option",
    [
        {"MaxNumberOfMessages": 11},
        {"MaxNumberOfMessages": 0},
        {"WaitTimeSeconds": 21},
        {"VisibilityTimeout": 43201},
        {"VisibilityTimeout": -1},
    ],
)
def test_receive_with_an_invalid_number(client, queue, refused, option):
    refused(lambda: client.receive_message(QueueUrl=queue, **option), **BAD_VALUE)


def test_a_forged_receipt_handle(client, queue, refused):
    refused(lambda: client.delete_message(QueueUrl=queue, ReceiptHandle="forged"), **BAD_HANDLE)
    refused(
        lambda: client.change_message_visibility(QueueUrl=queue, ReceiptHandle="forged", VisibilityTimeout=1),
        **BAD_HANDLE,
    )


def test_another_queue_s_receipt_handle(client, make_queue, refused):
    handle = received_handle(client, make_queue())
    refused(lambda: client.delete_message(QueueUrl=make_queue(), ReceiptHandle=handle), **BAD_HANDLE)


def test_visibility_of_a_deleted_message(client, queue, refused):
    handle = received_handle(client, queue)
    client.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    client.delete_message(QueueUrl=queue, ReceiptHandle=handle)  # a second delete succeeds
    refused(
        lambda: client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=1),
        "MessageNotInflight",
        LEGACY + "MessageNotInflight",
    )


def test_visibility_of_a_message_that_is_not_in_flight(client, queue, refused):
    handle = received_handle(client, queue)
    client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    refused(
        lambda: client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=1),
        "MessageNotInflight",
        LEGACY + "MessageNotInflight",
    )


def test_visibility_beyond_twelve_hours(client, queue, refused):
    handle = received_handle(client, queue)
    refused(
        lambda: client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=43201),
        **BAD_VALUE,
    )


def test_an_empty_batch(client, queue, refused):
    refused(send_batch(client, queue, []), "EmptyBatchRequest", LEGACY + "EmptyBatchRequest")


def test_a_batch_of_eleven(client, queue, refused):
    entries = [{"Id": str(n), "MessageBody": "b"} for n in range(11)]
    refused(
        send_batch(client, queue, entries), "TooManyEntriesInBatchRequest", LEGACY + "TooManyEntriesInBatchRequest"
    )


def test_a_batch_with_an_id_twice(client, queue, refused):
    entries = [{"Id": "a", "MessageBody": "b"}, {"Id": "a", "MessageBody": "c"}]
    refused(send_batch(client, queue, entries), "BatchEntryIdsNotDistinct", LEGACY + "BatchEntryIdsNotDistinct")
    assert "Messages" not in client.receive_message(QueueUrl=queue), "nothing of a refused batch is sent"


@pytest.mark.parametrize("entry_id", ["a b", "x" * 81, ""])
def test_a_batch_with_an_invalid_id(client, queue, refused, entry_id):
    refused(
        send_batch(client, queue, [{"Id": entry_id, "MessageBody": "b"}]),
        "InvalidBatchEntryId",
        LEGACY + "InvalidBatchEntryId",
    )


def test_a_batch_that_is_too_long(client, queue, refused):
    entries = [{"Id": str(n), "MessageBody": "x" * 600_000} for n in range(2)]
    refused(send_batch(client, queue, entries), "BatchRequestTooLong", LEGACY + "BatchRequestTooLong")


def test_purge_twice_within_a_minute(client, queue, refused):
    client.purge_queue(QueueUrl=queue)
    refused(
        lambda: client.purge_queue(QueueUrl=queue),
        "PurgeQueueInProgress",
        LEGACY + "PurgeQueueInProgress",
        query_status=403,
    )


def test_create_right_after_delete(client, make_queue, refused):
    name = unique()
    client.delete_queue(QueueUrl=make_queue(name))
    if COMMAND:
        # The local cloud has nobody wait a minute: SEMANTICS.md.
        assert client.create_queue(QueueName=name)["QueueUrl"].endswith(name)
    else:
        refused(
            lambda: client.create_queue(QueueName=name), "QueueDeletedRecently", LEGACY + "QueueDeletedRecently"
        )


def test_fifo_send_without_a_group_or_deduplication_id(client, make_queue, refused):
    url = make_queue(fifo=True)
    refused(
        send(client, url, MessageDeduplicationId="d"), "MissingRequiredParameterException", "MissingParameter"
    )
    refused(send(client, url, MessageGroupId="g"), **BAD_VALUE)
    refused(send(client, url, MessageGroupId="g", MessageDeduplicationId="d", DelaySeconds=1), **BAD_VALUE)


def test_deduplication_id_on_a_standard_queue(client, queue, refused):
    refused(send(client, queue, MessageDeduplicationId="d"), **BAD_VALUE)


def test_add_permission_beyond_the_limit_of_actions(client, queue, refused):
    refused(
        lambda: client.add_permission(
            QueueUrl=queue,
            Label="many",
            AWSAccountIds=["111122223333"],
            Actions=[
                "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility",
                "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",
            ],
        ),
        "OverLimit",
        query_status=403,
    )


def test_remove_permission_that_is_not_there(client, queue, refused):
    refused(lambda: client.remove_permission(QueueUrl=queue, Label="absent"), **BAD_VALUE)


def test_move_task_errors(client, make_queue, refused, protocol):
    url = make_queue()
    arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    absent = {"code": "ResourceNotFoundException", "query_status": 404}
    refused(lambda: client.start_message_move_task(SourceArn=arn + "-absent"), **absent)
    refused(lambda: client.list_message_move_tasks(SourceArn=arn + "-absent"), **absent)
    refused(lambda: client.cancel_message_move_task(TaskHandle="forged"), **absent)
    # A queue that is nobody's dead-letter queue is no source.
    refused(lambda: client.start_message_move_task(SourceArn=arn), **BAD_VALUE)
