"""Objects of the served mock of storage, as boto3 asks for them."""

import io
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import unique

ODD_KEYS = ["a b", "a+b", "ünï/日本語", "a//b", "../x", "a/./b", "100%&c=d?e#f", "it's <xml>", "x/"]


@pytest.fixture(scope="module")
def s3(served):
    return served.client("s3")


@pytest.fixture
def bucket(s3):
    name = unique("objects")
    s3.create_bucket(Bucket=name)
    return name


def code(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    response = raised.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def keys(s3, bucket, **parameters):
    return [item["Key"] for item in s3.list_objects_v2(Bucket=bucket, **parameters).get("Contents", [])]


def test_an_object_has_a_life(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ContentType="a/b", Metadata={"colour": "blue"})
    assert put["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (b"hello", "a/b", {"colour": "blue"})
    assert s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == 5
    assert keys(s3, bucket) == ["k"]
    s3.delete_object(Bucket=bucket, Key="k")
    assert code(s3.get_object, Bucket=bucket, Key="k") == ("NoSuchKey", 404)
    assert code(s3.head_object, Bucket=bucket, Key="k") == ("404", 404)


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256", None])
@pytest.mark.parametrize("streamed", [False, True])
def test_checksums_in_headers_and_trailers(s3, bucket, algorithm, streamed):
    body = io.BytesIO(b"x" * 100_000) if streamed else b"x" * 100_000
    asked = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    put = s3.put_object(Bucket=bucket, Key="k", Body=body, **asked)
    name = f"Checksum{algorithm or 'CRC32'}"
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert got["Body"].read() == b"x" * 100_000
    assert got[name] == put[name]
    assert got.get("ContentEncoding", "") == ""


def test_a_wrong_checksum_is_refused(s3, bucket):
    wrong = {"Bucket": bucket, "Key": "k", "Body": b"other"}
    assert code(s3.put_object, **wrong, ChecksumCRC32="NhCmhg==") == ("BadDigest", 400)
    assert code(s3.put_object, **wrong, ContentMD5="XUFAKrxLKna5cZ2REBfFkg==") == ("BadDigest", 400)
    assert keys(s3, bucket) == []


def test_ranges_and_conditions(s3, bucket):
    tag = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")["ETag"]
    get = {"Bucket": bucket, "Key": "k"}
    part = s3.get_object(**get, Range="bytes=2-4")
    assert (part["Body"].read(), part["ContentRange"]) == (b"234", "bytes 2-4/10")
    assert s3.get_object(**get, Range="bytes=-3")["Body"].read() == b"789"
    assert code(s3.get_object, **get, Range="bytes=10-") == ("InvalidRange", 416)
    assert code(s3.get_object, **get, IfNoneMatch=tag) == ("304", 304)
    assert code(s3.get_object, **get, IfMatch='"0"') == ("PreconditionFailed", 412)
    assert code(s3.put_object, **get, Body=b"x", IfNoneMatch="*") == ("PreconditionFailed", 412)
    assert code(s3.put_object, **get, Body=b"x", IfMatch='"0"') == ("PreconditionFailed", 412)
    s3.put_object(**get, Body=b"x", IfMatch=tag)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_any_key_is_a_key(s3, bucket, key):
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
    assert keys(s3, bucket) == [key]
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == key.encode()
    deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}, {"Key": "copy"}]})
    assert {item["Key"] for item in deleted["Deleted"]} == {key, "copy"} and "Errors" not in deleted
    assert keys(s3, bucket) == []


def test_listings_by_page_and_by_folder(s3, bucket):
    for key in ["a", "b/1", "b/2", "c/3", "d"]:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    for operation in ["list_objects", "list_objects_v2"]:
        pages = list(s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": 2}))
        assert [item["Key"] for page in pages for item in page["Contents"]] == ["a", "b/1", "b/2", "c/3", "d"]
        assert len(pages) == 3
    listed = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    assert [item["Prefix"] for item in listed["CommonPrefixes"]] == ["b/", "c/"]
    assert [item["Key"] for item in listed["Contents"]] == ["a", "d"]
    versions = s3.list_object_versions(Bucket=bucket, Prefix="b/")["Versions"]
    assert [(item["Key"], item["VersionId"], item["IsLatest"]) for item in versions] == [
        ("b/1", "null", True), ("b/2", "null", True),
    ]


def test_copies_and_attributes(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello", Metadata={"a": "b"})
    source = {"Bucket": bucket, "Key": "k"}
    s3.copy_object(Bucket=bucket, Key="l", CopySource=source)
    assert s3.head_object(Bucket=bucket, Key="l")["Metadata"] == {"a": "b"}
    s3.copy_object(Bucket=bucket, Key="l", CopySource=source, MetadataDirective="REPLACE", Metadata={"c": "d"})
    assert s3.head_object(Bucket=bucket, Key="l")["Metadata"] == {"c": "d"}
    assert code(s3.copy_object, Bucket=bucket, Key="k", CopySource=source)[0] == "InvalidRequest"
    told = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ETag", "ObjectSize", "StorageClass"])
    assert (told["ETag"], told["ObjectSize"], told["StorageClass"]) == ("5d41402abc4b2a76b9719d911017c592", 5, "STANDARD")


def test_presigned_reads_and_writes(served, bucket):
    s3 = served.client("s3", config=Config(signature_version="s3v4"))
    put = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "a b+ü"})
    with urllib.request.urlopen(urllib.request.Request(put, data=b"hello", method="PUT")) as answer:
        assert answer.status == 200
    get = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a b+ü"})
    with urllib.request.urlopen(get) as answer:
        assert answer.read() == b"hello"
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(get.replace("X-Amz-Expires=3600", "X-Amz-Expires=3601"))
    with raised.value as answer:
        assert answer.code == 403 and b"<Code>SignatureDoesNotMatch</Code>" in answer.read()


def test_buckets_that_are_not_there_and_names_that_none_has(s3):
    missing = unique("missing")
    assert code(s3.list_objects_v2, Bucket=missing) == ("NoSuchBucket", 404)
    assert code(s3.put_object, Bucket=missing, Key="k", Body=b"") == ("NoSuchBucket", 404)
    assert code(s3.create_bucket, Bucket="192.168.5.4") == ("InvalidBucketName", 400)
