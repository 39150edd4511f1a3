"""What no client sends to the served mock of storage: an error of the protocol, and the server goes on."""

import base64
import hashlib
import socket
import urllib.parse
import xml.etree.ElementTree as ET

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique
from raw import send

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{"&" + a + ";"}{"&" + a + ";"}">' for a, b in zip("abcdefgh", "bcdefghi"))
    + "]><Delete><Object><Key>&i;</Key></Object></Delete>"
)


@pytest.fixture
def bucket(served):
    s3 = served.client("s3")
    name = unique("bad")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"0123456789")
    yield name
    # Whatever was sent, the server is there.
    assert s3.get_object(Bucket=name, Key="k")["Body"].read() == b"0123456789"


class Signer(S3SigV4Auth):
    """Signs what a test says of the body, whether it is so or not."""

    def add_auth(self, request):
        self.said = request.headers["x-amz-content-sha256"]
        super().add_auth(request)

    def payload(self, request):
        return self.said


def call(served, method, target, body=b"", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    url = served.url + target
    headers.setdefault("x-amz-content-sha256", hashlib.sha256(body).hexdigest())
    request = AWSRequest(method=method, url=url, data=body, headers=headers)
    Signer(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), "s3", REGION).add_auth(request)
    signed = {name: value for name, value in request.headers.items()}
    return send(url, body, signed, method=method)


def code(answer):
    root = ET.fromstring(answer.body)
    assert root.tag == "Error" and root.findtext("RequestId"), answer
    return root.findtext("Code"), answer.status


@pytest.mark.parametrize(
    "document",
    ["", "<", "<Delete>", "<Delete></Other>", "not xml", "<Other/>", "\0", "<Delete><Object/></Delete>", BOMB,
     "<a>" * 10_000, "<Delete>" + "<Object><Key>k</Key></Object>" * 1_001 + "</Delete>"],
    ids=lambda text: f"{text[:12]!r}-{len(text)}",
)
def test_documents_that_can_t_be_read(served, bucket, document):
    body = document.encode()
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    answer = call(served, "POST", f"/{bucket}?delete", body, Content_MD5=digest)
    assert code(answer)[0] in ("MalformedXML", "MissingRequestBodyError"), answer
    assert answer.status == 400


@pytest.mark.parametrize("value", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_ranges_that_are_not_there(served, bucket, value):
    assert code(call(served, "GET", f"/{bucket}/k", Range=value)) == ("InvalidRange", 416)


@pytest.mark.parametrize("value", ["bytes=5-2", "bytes=a-b", "lines=1-2", "bytes", "bytes=0-1,3-4", "bytes=" + "9" * 40 + "-"])
def test_ranges_that_are_none_never_break(served, bucket, value):
    answer = call(served, "GET", f"/{bucket}/k", Range=value)
    assert answer.status in (200, 206, 416), answer


def test_a_key_that_is_too_long(served, bucket):
    assert code(call(served, "PUT", f"/{bucket}/{'x' * 1025}", b"1")) == ("KeyTooLongError", 400)


def test_headers_that_are_too_large(served, bucket):
    answer = call(served, "PUT", f"/{bucket}/l", b"1", **{"x-amz-meta-a": "x" * 3_000})
    assert code(answer) == ("MetadataTooLarge", 400)
    answer = call(served, "PUT", f"/{bucket}/l", b"1", **{"x-amz-meta-a": "x" * 30_000})
    assert answer.status in (400, 431), answer


@pytest.mark.parametrize("key", ["%2e%2e/%2e%2e/etc/passwd", "a%2F..%2Fb", "%2F%2F", "%C3%28", "%00", "a%1Fb", "%EF%BF%BF"])
def test_keys_that_look_like_paths(served, bucket, key):
    answer = call(served, "GET", f"/{bucket}/{key}")
    assert answer.status in (400, 403, 404), answer
    code(answer)


def test_a_hash_that_is_another_body_s(served, bucket):
    answer = call(served, "PUT", f"/{bucket}/l", b"1", **{"x-amz-content-sha256": hashlib.sha256(b"2").hexdigest()})
    assert code(answer) == ("XAmzContentSHA256Mismatch", 400)


@pytest.mark.parametrize("body", [b"", b"zz\r\n", b"5\r\nhel", b"ffffffffffffffff\r\nx", b"5\r\nhello\r\n0\r\n", b"-1\r\n\r\n"])
def test_chunks_that_can_t_be_read(served, bucket, body):
    answer = call(
        served, "PUT", f"/{bucket}/l", body, **{
            "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "x-amz-decoded-content-length": "5",
            "x-amz-trailer": "x-amz-checksum-crc32",
            "Content-Encoding": "aws-chunked",
        })
    assert answer.status == 400, answer
    code(answer)


def test_a_body_that_ends_too_early(served, bucket):
    parts = urllib.parse.urlsplit(served.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(f"PUT /{bucket}/l HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 100\r\n\r\nabc".encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)
    assert b" 200 " not in answer.split(b"\r\n", 1)[0]
