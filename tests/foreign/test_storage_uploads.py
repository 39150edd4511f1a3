"""Uploads in parts, ways to address and to sign, and checksums of the served mock of storage, as boto3 has them."""

import base64
import hashlib
import io
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zlib

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import unique

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def s3(served):
    return served.client("s3")


@pytest.fixture
def bucket(s3):
    name = unique("uploads")
    s3.create_bucket(Bucket=name)
    return name


def code(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    response = raised.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def begin(s3, bucket, key="k", **options):
    return {"Bucket": bucket, "Key": key, "UploadId": s3.create_multipart_upload(Bucket=bucket, Key=key, **options)["UploadId"]}


def chosen(*parts):
    return {"Parts": [{"PartNumber": number, "ETag": part["ETag"]} for number, part in parts]}


def test_an_object_is_made_of_parts(s3, bucket):
    upload = begin(s3, bucket, ContentType="a/b", Metadata={"x": "y"}, Tagging="t=u")
    bodies = {1: b"a" * 5 * MIB, 3: b"c" * 5 * MIB, 7: b"end"}
    parts = {number: s3.upload_part(**upload, PartNumber=number, Body=body) for number, body in bodies.items()}
    assert code(s3.get_object, Bucket=bucket, Key="k") == ("NoSuchKey", 404)
    first = s3.list_parts(**upload, MaxParts=2)
    assert [part["PartNumber"] for part in first["Parts"]] == [1, 3] and first["IsTruncated"]
    rest = s3.list_parts(**upload, PartNumberMarker=first["NextPartNumberMarker"])
    assert [(part["PartNumber"], part["Size"]) for part in rest["Parts"]] == [(7, 3)]
    s3.complete_multipart_upload(**upload, MultipartUpload=chosen(*parts.items()))
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (got["ContentType"], got["Metadata"], got["TagCount"]) == ("a/b", {"x": "y"}, 1)
    digests = b"".join(hashlib.md5(body).digest() for body in bodies.values())
    assert got["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"'
    assert got["Body"].read() == b"".join(bodies.values())
    one = s3.get_object(Bucket=bucket, Key="k", PartNumber=7)
    assert (one["Body"].read(), one["PartsCount"]) == (b"end", 3)
    assert code(s3.list_parts, **upload) == ("NoSuchUpload", 404)


def test_parts_are_copied(s3, bucket):
    s3.put_object(Bucket=bucket, Key="source", Body=b"x" * 5 * MIB + b"0123456789")
    upload = begin(s3, bucket)
    source = {"Bucket": bucket, "Key": "source"}
    last = 5 * MIB + 9
    one = s3.upload_part_copy(**upload, PartNumber=1, CopySource=source, CopySourceRange=f"bytes=0-{last}")
    two = s3.upload_part_copy(**upload, PartNumber=2, CopySource=source, CopySourceRange=f"bytes={last - 2}-{last}")
    assert code(s3.upload_part_copy, **upload, PartNumber=3, CopySource=source, CopySourceRange=f"bytes=0-{last + 1}")[1] in (400, 416)
    parts = chosen((1, one["CopyPartResult"]), (2, two["CopyPartResult"]))
    s3.complete_multipart_upload(**upload, MultipartUpload=parts)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read()[5 * MIB:] == b"0123456789789"


def test_uploads_are_listed_and_given_up(s3, bucket):
    begun = [begin(s3, bucket, key) for key in ["a", "a", "b/1", "c"]]
    pages = list(s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, PaginationConfig={"PageSize": 3}))
    assert [entry["Key"] for page in pages for entry in page["Uploads"]] == ["a", "a", "b/1", "c"]
    assert {entry["UploadId"] for page in pages for entry in page["Uploads"]} == {upload["UploadId"] for upload in begun}
    listed = s3.list_multipart_uploads(Bucket=bucket, Delimiter="/")
    assert [folder["Prefix"] for folder in listed["CommonPrefixes"]] == ["b/"]
    for upload in begun:
        s3.abort_multipart_upload(**upload)
        assert code(s3.upload_part, **upload, PartNumber=1, Body=b"") == ("NoSuchUpload", 404)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_what_can_t_be_completed(s3, bucket):
    upload = begin(s3, bucket)
    complete = lambda *parts: code(s3.complete_multipart_upload, **upload, MultipartUpload=chosen(*parts))
    one = s3.upload_part(**upload, PartNumber=1, Body=b"small")
    two = s3.upload_part(**upload, PartNumber=2, Body=b"small")
    assert complete((1, one), (2, two)) == ("EntityTooSmall", 400)
    assert complete((2, two), (1, one)) == ("InvalidPartOrder", 400)
    assert complete((1, {"ETag": '"0"'})) == ("InvalidPart", 400)
    assert complete((3, one)) == ("InvalidPart", 400)
    assert complete()[0] in ("MalformedXML", "InvalidRequest")
    assert code(s3.upload_part, **upload, PartNumber=10_001, Body=b"") == ("InvalidArgument", 400)
    assert code(s3.upload_part, **upload | {"UploadId": "no"}, PartNumber=1, Body=b"") == ("NoSuchUpload", 404)
    s3.complete_multipart_upload(**upload, MultipartUpload=chosen((2, two)))
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"small"


@pytest.mark.parametrize("size", [0, 8 * MIB - 1, 8 * MIB, 21 * MIB + 5])
def test_transfers_of_files(s3, bucket, size):
    content = hashlib.shake_128(b"content").digest(size)
    transfer = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(content), bucket, "k", Config=transfer)
    assert ("-" in s3.head_object(Bucket=bucket, Key="k")["ETag"]) == (size >= 8 * MIB)
    s3.copy({"Bucket": bucket, "Key": "k"}, bucket, "copy", Config=transfer)
    for key in ["k", "copy"]:
        downloaded = io.BytesIO()
        s3.download_fileobj(bucket, key, downloaded, Config=transfer)
        assert downloaded.getvalue() == content


@pytest.mark.parametrize("algorithm, kind", [("CRC32", "FULL_OBJECT"), ("CRC32", "COMPOSITE"), ("SHA256", "COMPOSITE")])
def test_checksums_of_parts(s3, bucket, algorithm, kind):
    upload = begin(s3, bucket, ChecksumAlgorithm=algorithm, ChecksumType=kind)
    bodies = [b"a" * 5 * MIB, b"end"]
    name = f"Checksum{algorithm}"
    parts = []
    for number, body in enumerate(bodies, 1):
        part = s3.upload_part(**upload, PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
        parts.append({"PartNumber": number, "ETag": part["ETag"], name: part[name]})
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, ChecksumType=kind)
    digest = lambda data: zlib.crc32(data).to_bytes(4, "big") if algorithm == "CRC32" else hashlib.sha256(data).digest()
    whole = b"".join(bodies) if kind == "FULL_OBJECT" else b"".join(map(digest, bodies))
    expected = base64.b64encode(digest(whole)).decode() + ("" if kind == "FULL_OBJECT" else "-2")
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert (head[name], head["ChecksumType"]) == (expected, kind)


def crc64nvme(data):
    """Bit by bit, as the catalogue of CRCs has it: the polynomial reflected, all ones in and out."""
    crc = 0xFFFFFFFFFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x9A6C9329AC4BC9B5 if crc & 1 else 0)
    return base64.b64encode((crc ^ 0xFFFFFFFFFFFFFFFF).to_bytes(8, "big")).decode()


def test_crc64nvme(s3, bucket):
    assert base64.b64decode(crc64nvme(b"123456789")).hex() == "ae8b14860a799888"
    right, wrong = crc64nvme(b"hello"), crc64nvme(b"other")
    assert s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumCRC64NVME=right)["ChecksumCRC64NVME"] == right
    assert s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["ChecksumCRC64NVME"] == right
    refused = code(s3.put_object, Bucket=bucket, Key="k", Body=b"hello", ChecksumCRC64NVME=wrong)
    assert refused == ("BadDigest", 400)


def post(url, fields, content):
    boundary = uuid.uuid4().hex
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
    )
    body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n'.encode() + content
    body += f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_presigned_forms(served, bucket):
    s3 = served.client("s3", config=Config(signature_version="s3v4"))
    form = s3.generate_presigned_post(
        bucket, "in/${filename}", Fields={"x-amz-meta-colour": "blue"},
        Conditions=[{"x-amz-meta-colour": "blue"}, ["content-length-range", 1, 10]])
    assert post(form["url"], form["fields"], b"hello")[0] == 204
    got = s3.get_object(Bucket=bucket, Key="in/f.txt")
    assert (got["Body"].read(), got["Metadata"]) == (b"hello", {"colour": "blue"})
    for content, changed, expected in [
        (b"x" * 11, {}, (400, b"EntityTooLarge")),
        (b"", {}, (400, b"EntityTooSmall")),
        (b"hello", {"x-amz-meta-colour": "red"}, (403, b"AccessDenied")),
        (b"hello", {"x-amz-signature": "0" * 64}, (403, b"SignatureDoesNotMatch")),
    ]:
        status, document = post(form["url"], form["fields"] | changed, content)
        assert status == expected[0] and b"<Code>" + expected[1] + b"</Code>" in document, document


def test_virtual_hosts(served, bucket):
    port = urllib.parse.urlsplit(served.url).port
    settings = Config(signature_version="s3v4", s3={"addressing_style": "virtual"}, retries={"max_attempts": 0})
    s3 = served.client("s3", endpoint_url=f"http://localhost:{port}", config=settings)
    # The name is signed and sent, and the loopback address is asked: not every resolver knows names below `localhost`.
    for key in ["k", "a b/ü"]:
        url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key})
        parts = urllib.parse.urlsplit(url)
        assert parts.hostname == f"{bucket}.localhost", url
        loopback = parts._replace(netloc=f"127.0.0.1:{port}").geturl()
        with urllib.request.urlopen(
            urllib.request.Request(loopback, data=b"hello", method="PUT", headers={"Host": parts.netloc})
        ) as answer:
            assert answer.status == 200
        assert served.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read() == b"hello"
