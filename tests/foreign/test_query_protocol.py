"""The query protocol on the wire: what XML it answers with, and the forms that no botocore uses."""

import xml.etree.ElementTree as ElementTree

import raw
from conftest import unique

VERSION = {"Version": "2012-11-05"}
NAMESPACE = "{http://queue.amazonaws.com/doc/2012-11-05/}"


def texts(answer, tag):
    """What is in each element `tag`, wherever it is."""
    return [element.text or "" for element in ElementTree.fromstring(answer.body).iter(NAMESPACE + tag)]


def test_the_answer_is_the_documented_xml(served, make_queue):
    url = make_queue(name := unique())
    answer = raw.query(served, VERSION | {"Action": "GetQueueUrl", "QueueName": name})
    assert answer.status == 200
    assert answer.headers["Content-Type"].split(";")[0] in ("text/xml", "application/xml")
    root = ElementTree.fromstring(answer.body)
    assert root.tag == NAMESPACE + "GetQueueUrlResponse"
    assert [child.tag for child in root] == [NAMESPACE + "GetQueueUrlResult", NAMESPACE + "ResponseMetadata"]
    assert texts(answer, "QueueUrl") == [url]
    [request_id] = texts(answer, "RequestId")
    assert request_id and answer.headers["x-amzn-RequestId"] == request_id


def test_the_error_is_the_documented_xml(served):
    answer = raw.query(served, VERSION | {"Action": "GetQueueUrl", "QueueName": unique("absent")})
    assert answer.status == 400
    assert ElementTree.fromstring(answer.body).tag == NAMESPACE + "ErrorResponse"
    assert texts(answer, "Code") == ["AWS.SimpleQueueService.NonExistentQueue"]
    assert texts(answer, "Type") == ["Sender"]
    assert texts(answer, "RequestId")[0]


def test_a_call_may_be_a_get(served, make_queue):
    url = make_queue(name := unique())
    listed = raw.query(served, VERSION | {"Action": "ListQueues", "QueueNamePrefix": name}, method="GET")
    assert texts(listed, "QueueUrl") == [url]


def test_the_queue_may_be_in_the_path(served, make_queue):
    path = make_queue().removeprefix(served.url)
    sent = raw.query(served, VERSION | {"Action": "SendMessage", "MessageBody": "a & b <c>"}, path=path)
    assert sent.status == 200, sent.body
    received = raw.query(served, VERSION | {"Action": "ReceiveMessage", "AttributeName.1": "All"}, path=path)
    assert texts(received, "Body") == ["a & b <c>"]
    assert "ApproximateReceiveCount" in texts(received, "Name")
    deleted = raw.query(
        served, VERSION | {"Action": "DeleteMessage", "ReceiptHandle": texts(received, "ReceiptHandle")[0]}, path=path
    )
    assert deleted.status == 200
    assert ElementTree.fromstring(deleted.body).tag == NAMESPACE + "DeleteMessageResponse"


def test_list_members_come_in_the_order_of_their_numbers(served, make_queue):
    url = make_queue()
    entries = {f"SendMessageBatchRequestEntry.{n}.Id": f"id-{n}" for n in range(10, 0, -1)}
    entries |= {f"SendMessageBatchRequestEntry.{n}.MessageBody": f"body {n}" for n in range(1, 11)}
    answer = raw.query(served, VERSION | {"Action": "SendMessageBatch", "QueueUrl": url} | entries)
    assert texts(answer, "Id") == [f"id-{n}" for n in range(1, 11)]


def test_what_is_no_call_is_refused(served):
    for parameters, code in [
        ({"Action": "Teleport"}, "InvalidAction"),
        ({}, "MissingAction"),
        ({"Action": "CreateQueue"}, "MissingParameter"),
        ({"Action": "ReceiveMessage", "QueueUrl": "u", "MaxNumberOfMessages": "ten"}, "InvalidParameterValue"),
    ]:
        answer = raw.query(served, VERSION | parameters)
        assert answer.status == 400, (parameters, answer)
        assert texts(answer, "Code") == [code], (parameters, answer)
