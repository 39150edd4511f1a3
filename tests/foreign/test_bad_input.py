"""What no client sends: each gets an error of the protocol, and the server goes on."""

import json
import socket
import urllib.parse

import pytest
import raw


@pytest.fixture(autouse=True)
def still_serving(served, client):
    """After each test the same process answers."""
    yield
    assert client.list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert served.process.poll() is None


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
        '{"QueueName": "a"} trailing',
        '{"QueueName": "a", "QueueName": "b"}',
        "{'QueueName': 'a'}",
        b'{"QueueName": "\xff\xfe"}',
        '{"QueueName": "\\ud800"}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"Attributes":' + "[" * 5_000 + "]" * 5_000 + "}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_no_request(served, body):
    answer = raw.call(served, "CreateQueue", body)
    assert answer.status == 400, answer
    assert answer.json()["__type"], answer
    assert answer.headers["x-amzn-RequestId"], answer


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("CreateQueue", {"QueueName": 7}),
        ("CreateQueue", {"QueueName": None}),
        ("CreateQueue", {}),
        ("CreateQueue", {"QueueName": "a", "Attributes": []}),
        ("CreateQueue", {"QueueName": "a", "Attributes": {"DelaySeconds": {}}}),
        ("ListQueues", {"MaxResults": "ten"}),
        ("ListQueues", {"MaxResults": 1e300}),
        ("ListQueues", {"MaxResults": -1}),
        ("ListQueues", {"NextToken": "forged", "MaxResults": 1}),
        ("GetQueueUrl", []),
        ("StartMessageMoveTask", {"SourceArn": "arn:nonsense"}),
        ("CancelMessageMoveTask", {"TaskHandle": "%%%"}),
    ],
    ids=str,
)
def test_parameters_of_the_wrong_type(served, operation, parameters):
    answer = raw.call(served, operation, parameters)
    assert answer.status in (400, 404), answer
    assert answer.json()["__type"], answer


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("SendMessage", {"MessageBody": {"a": 1}}),
        ("SendMessage", {"MessageBody": "b", "DelaySeconds": "soon"}),
        ("SendMessage", {"MessageBody": "b", "DelaySeconds": 2**63}),
        ("SendMessage", {"MessageBody": "b", "MessageAttributes": {"n": "v"}}),
        ("SendMessage", {"MessageBody": "b", "MessageAttributes": {"n": {"DataType": "Binary", "BinaryValue": "%%"}}}),
        ("SendMessage", {"MessageBody": "b", "MessageSystemAttributes": {"Other": {"DataType": "String", "StringValue": "v"}}}),
        ("SendMessage", {}),
        ("SendMessageBatch", {"Entries": {}}),
        ("SendMessageBatch", {"Entries": [7]}),
        ("ReceiveMessage", {"MaxNumberOfMessages": 1.5}),
        ("ReceiveMessage", {"MaxNumberOfMessages": True}),
        ("ReceiveMessage", {"MessageAttributeNames": "All"}),
        ("DeleteMessage", {}),
        ("DeleteMessage", {"ReceiptHandle": ""}),
        ("DeleteMessage", {"ReceiptHandle": "A" * 10_000}),
        ("ChangeMessageVisibility", {"ReceiptHandle": "h"}),
        ("TagQueue", {"Tags": ["a"]}),
        ("UntagQueue", {"TagKeys": {"a": "b"}}),
        ("GetQueueAttributes", {"AttributeNames": ["All", 7]}),
        ("SetQueueAttributes", {"Attributes": {"DelaySeconds": 7.5}}),
        ("SetQueueAttributes", {}),
    ],
    ids=str,
)
def test_parameters_of_the_wrong_type_on_a_queue(served, queue, operation, parameters):
    answer = raw.call(served, operation, {"QueueUrl": queue} | parameters)
    assert answer.status in (400, 404), answer
    assert answer.json()["__type"], answer


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://", "/", "http://[::1", "http://elsewhere/000000000000/", "x" * 10_000, "../../etc"]
)
def test_a_queue_url_that_names_no_queue(served, url):
    answer = raw.call(served, "SendMessage", {"QueueUrl": url, "MessageBody": "b"})
    assert answer.status in (400, 404), answer
    assert answer.json()["__type"], answer


@pytest.mark.parametrize("target", ["AmazonSQS.Teleport", "AmazonSQS.", "AmazonSQS", ".", "DynamoDB_20120810.GetItem", ""])
def test_an_unknown_operation(served, target):
    headers = {"Content-Type": raw.JSON, "X-Amz-Target": target}
    answer = raw.send(served.url, "{}", raw.sign(served.url, "{}", headers))
    assert answer.status in (400, 404), answer
    assert answer.code == "UnknownOperationException", answer


def test_no_operation_at_all(served):
    answer = raw.send(served.url, "{}", raw.sign(served.url, "{}", {"Content-Type": raw.JSON}))
    assert 400 <= answer.status < 500, answer


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"])
def test_a_method_that_is_no_call(served, method):
    headers = {"Content-Type": raw.JSON, "X-Amz-Target": "AmazonSQS.ListQueues"}
    answer = raw.send(served.url, b"", raw.sign(served.url, b"", headers, method=method), method=method)
    assert 400 <= answer.status < 500, answer


def test_a_batch_entry_that_lacks_what_it_needs_fails_alone(served, queue):
    entries = [{"Id": "a"}, {"Id": "b", "MessageBody": "b"}]
    answer = raw.call(served, "SendMessageBatch", {"QueueUrl": queue, "Entries": entries}).json()
    assert [(entry["Id"], entry["Code"]) for entry in answer["Failed"]] == [("a", "MissingParameter")]
    assert [entry["Id"] for entry in answer["Successful"]] == ["b"]


def test_a_stale_receipt_handle_deletes_nothing_that_is_in_flight_again(served, client, queue):
    client.send_message(QueueUrl=queue, MessageBody="b")
    [first] = client.receive_message(QueueUrl=queue, VisibilityTimeout=0)["Messages"]
    [second] = client.receive_message(QueueUrl=queue, VisibilityTimeout=60)["Messages"]
    assert first["ReceiptHandle"] != second["ReceiptHandle"]
    # The service accepts an old handle of a standard queue's message without a promise; ours must not fail.
    answer = raw.call(served, "DeleteMessage", {"QueueUrl": queue, "ReceiptHandle": first["ReceiptHandle"]})
    assert answer.status == 200, answer
    client.delete_message(QueueUrl=queue, ReceiptHandle=second["ReceiptHandle"])


@pytest.mark.parametrize("change", [lambda h: h[:-1], lambda h: h + "A", lambda h: h[::-1], lambda h: h.swapcase()])
def test_a_tampered_receipt_handle(served, client, queue, change):
    client.send_message(QueueUrl=queue, MessageBody="b")
    [message] = client.receive_message(QueueUrl=queue)["Messages"]
    parameters = {"QueueUrl": queue, "ReceiptHandle": change(message["ReceiptHandle"])}
    answer = raw.call(served, "DeleteMessage", parameters)
    assert (answer.status, answer.code) == (400, "ReceiptHandleIsInvalid"), answer


def test_a_body_beyond_the_limit(served, queue):
    parameters = {"QueueUrl": queue, "MessageBody": "x" * (32 * 1024 * 1024)}
    try:
        answer = raw.call(served, "SendMessage", parameters)
    except (BrokenPipeError, ConnectionResetError):
        return  # refused before it was read to the end
    assert answer.status in (400, 413), answer.status


def connect(served):
    parts = urllib.parse.urlsplit(served.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


def exchange(served, request):
    """Sends bytes, says that no more will come, and reads what is answered."""
    with connect(served) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        except OSError:
            return b""  # the server ended the connection first
        return answer


HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\n"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        b"\x00\x01\x02\x03",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST",
        b"POST / HTTP/9.9\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        HEAD,
        HEAD + b"Content-Length: 100\r\n\r\n{",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
        HEAD + b"A: " + b"x" * 2_000_000 + b"\r\n\r\n",
        HEAD + b"".join(b"H%d: x\r\n" % number for number in range(20_000)) + b"\r\n",
        HEAD + b"Bad Header: x\r\n\r\n",
        HEAD + b"Authorization: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=lambda request: repr(request[-24:]),
)
def test_what_is_hardly_http(served, request_bytes):
    answer = exchange(served, request_bytes)
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer[:200]


def test_connections_that_say_nothing_hold_nobody_up(served, client):
    silent = [connect(served) for _ in range(100)]
    try:
        assert client.list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200
    finally:
        for connection in silent:
            connection.close()


def test_a_cut_long_poll_takes_no_message(served, client, queue):
    """A receiver that goes away while it waits must not swallow what comes next."""
    body = json.dumps({"QueueUrl": queue, "WaitTimeSeconds": 20}).encode()
    headers = raw.sign(served.url, body, {"Content-Type": raw.JSON, "X-Amz-Target": "AmazonSQS.ReceiveMessage"})
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    host = urllib.parse.urlsplit(served.url).netloc
    with connect(served) as connection:
        head = f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
        connection.sendall(head.encode() + body)
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(1)
    deadline_poll = client.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert "Messages" not in deadline_poll
    client.send_message(QueueUrl=queue, MessageBody="b")
    assert len(client.receive_message(QueueUrl=queue, WaitTimeSeconds=5).get("Messages", [])) == 1
