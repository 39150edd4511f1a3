"""Clients that ask too much of the local cloud, or too little: it goes on serving everybody else."""

import contextlib
import resource
import socket
import time
import urllib.parse

import pytest
import raw
from conftest import unique

IDLE = 10_000
MOST_MEMORY_KB = 100 * 1024


@pytest.fixture(autouse=True)
def it_goes_on(served):
    """After each test the same process answers, quickly and no larger than before."""
    client = served.client()
    yield
    begun = time.monotonic()
    url = client.create_queue(QueueName=unique())["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody="still here")
    assert client.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "still here"
    assert time.monotonic() - begun < 10
    assert memory_kb(served.process.pid) < MOST_MEMORY_KB


def memory_kb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def connect(served):
    parts = urllib.parse.urlsplit(served.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=30)


@pytest.mark.parametrize("opening", [b"", b"POST / HTTP/1.1\r\nHost: h\r\nX-Half"], ids=["silent", "half a header"])
def test_ten_thousand_idle_connections(served, opening):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with contextlib.ExitStack() as held:
        for number in range(IDLE):
            connection = held.enter_context(connect(served))
            connection.sendall(opening)
            if number % 1_000 == 0:
                served.client().list_queues()
        begun = time.monotonic()
        served.client().list_queues()
        assert time.monotonic() - begun < 5


def test_a_slow_client_keeps_nobody_waiting(served):
    with contextlib.ExitStack() as held:
        slow = [held.enter_context(connect(served)) for _ in range(50)]
        for byte in b"POST / HTTP/1.1\r\n":
            for connection in slow:
                connection.sendall(bytes([byte]))
            begun = time.monotonic()
            served.client().list_queues()
            assert time.monotonic() - begun < 2


def test_a_client_that_reads_nothing_keeps_nobody_waiting(served):
    """Large answers are asked for and left unread."""
    storage, bucket = served.client("s3"), unique("bucket")
    storage.create_bucket(Bucket=bucket)
    storage.put_object(Bucket=bucket, Key="large", Body=b"x" * 8 * 1024 * 1024)
    url = storage.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "large"})
    target = url.removeprefix(served.url)
    with contextlib.ExitStack() as held:
        for _ in range(100):
            connection = held.enter_context(connect(served))
            host = urllib.parse.urlsplit(served.url).netloc
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        served.client().list_queues()
        assert memory_kb(served.process.pid) < MOST_MEMORY_KB, "a body is shared, not copied"


@pytest.mark.parametrize("path", ["/", "/_void/console", "/2015-03-31/functions/f/invocations", "/bucket/key"])
def test_headers_that_are_too_large(served, path):
    answer = raw.send(served.url + path, b"", {"X-Large": "x" * 70_000})
    assert answer.status == 431
    many = raw.send(served.url + path, b"", {f"X-{number}": "x" for number in range(101)})
    assert many.status == 431


@pytest.mark.parametrize("target", ["AmazonSQS.SendMessage", "Kinesis_20131202.PutRecord"])
def test_a_body_that_is_too_large(served, target):
    with connect(served) as connection:
        head = f"POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: {target}\r\nContent-Length: {1 << 40}\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(1024).split()[1] in (b"400", b"403", b"413")


def test_requests_cut_anywhere(served):
    body = '{"QueueName":"cut-anywhere"}'
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.CreateQueue"}
    signed = raw.sign(served.url, body, headers)
    host = urllib.parse.urlsplit(served.url).netloc
    lines = [f"{name}: {value}" for name, value in {"Host": host, "Content-Length": len(body), **signed}.items()]
    request = "\r\n".join(["POST / HTTP/1.1", *lines, "", body]).encode()
    for end in range(len(request)):
        with connect(served) as connection:
            connection.sendall(request[:end])
            connection.shutdown(socket.SHUT_WR)
            assert b" 200 " not in connection.recv(1024)
    assert "QueueUrls" not in served.client().list_queues(QueueNamePrefix="cut-anywhere")
    with connect(served) as connection:
        connection.sendall(request)
        assert b" 200 " in connection.recv(1024), "whole, it is taken"


