"""Versions of objects in the served mock of storage, as boto3 asks for them."""

import pytest
from botocore.exceptions import ClientError
from conftest import unique


@pytest.fixture(scope="module")
def s3(served):
    return served.client("s3")


@pytest.fixture
def bucket(s3):
    name = unique("versions")
    s3.create_bucket(Bucket=name)
    switch(s3, name, "Enabled")
    return name


def switch(s3, bucket, status):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def put(s3, bucket, key, body):
    return s3.put_object(Bucket=bucket, Key=key, Body=body).get("VersionId")


def refusal(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    return raised.value.response


def test_versioning_is_told(s3, bucket):
    other = unique("unversioned")
    s3.create_bucket(Bucket=other)
    assert "Status" not in s3.get_bucket_versioning(Bucket=other)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    switch(s3, bucket, "Suspended")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"
    assert put(s3, other, "k", b"") is None


def test_what_is_overwritten_and_deleted_is_kept(s3, bucket):
    first, second = put(s3, bucket, "k", b"1"), put(s3, bucket, "k", b"2")
    item = {"Bucket": bucket, "Key": "k"}
    assert s3.get_object(**item)["VersionId"] == second != first
    assert s3.get_object(**item, VersionId=first)["Body"].read() == b"1"
    marker = s3.delete_object(**item)
    assert marker["DeleteMarker"] is True
    gone = refusal(s3.get_object, **item)
    assert gone["Error"]["Code"] == "NoSuchKey"
    assert gone["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    refused = refusal(s3.get_object, **item, VersionId=marker["VersionId"])
    assert refused["Error"]["Code"] == "MethodNotAllowed"
    listed = s3.list_object_versions(Bucket=bucket)
    assert [(entry["VersionId"], entry["IsLatest"]) for entry in listed["Versions"]] == [(second, False), (first, False)]
    assert [(entry["VersionId"], entry["IsLatest"]) for entry in listed["DeleteMarkers"]] == [(marker["VersionId"], True)]
    assert refusal(s3.delete_bucket, Bucket=bucket)["Error"]["Code"] == "BucketNotEmpty"
    deleted = s3.delete_object(**item, VersionId=marker["VersionId"])
    assert (deleted["DeleteMarker"], deleted["VersionId"]) == (True, marker["VersionId"])
    assert s3.get_object(**item)["Body"].read() == b"2"
    s3.delete_object(**item, VersionId=second)
    assert s3.get_object(**item)["Body"].read() == b"1"


def test_an_older_version_is_copied_back(s3, bucket):
    first = put(s3, bucket, "k", b"1")
    put(s3, bucket, "k", b"2")
    source = {"Bucket": bucket, "Key": "k", "VersionId": first}
    copied = s3.copy_object(Bucket=bucket, Key="k", CopySource=source)
    assert (copied["CopySourceVersionId"], copied["VersionId"] != first) == (first, True)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"


def test_tags_are_a_version_s_own(s3, bucket):
    first, second = put(s3, bucket, "k", b"1"), put(s3, bucket, "k", b"2")
    tags = [{"Key": "a", "Value": "b"}]
    item = {"Bucket": bucket, "Key": "k"}
    assert s3.put_object_tagging(**item, VersionId=first, Tagging={"TagSet": tags})["VersionId"] == first
    assert s3.get_object_tagging(**item, VersionId=first)["TagSet"] == tags
    untagged = s3.get_object_tagging(**item)
    assert (untagged["TagSet"], untagged["VersionId"]) == ([], second)


def test_while_it_is_suspended_the_null_version_is_overwritten(s3, bucket):
    kept = put(s3, bucket, "k", b"1")
    switch(s3, bucket, "Suspended")
    put(s3, bucket, "k", b"2")
    put(s3, bucket, "k", b"3")
    entries = s3.list_object_versions(Bucket=bucket)["Versions"]
    assert [entry["VersionId"] for entry in entries] == ["null", kept]
    s3.delete_object(Bucket=bucket, Key="k")
    listed = s3.list_object_versions(Bucket=bucket)
    assert [entry["VersionId"] for entry in listed["Versions"]] == [kept]
    assert [entry["VersionId"] for entry in listed["DeleteMarkers"]] == ["null"]


def test_versions_are_listed_page_by_page_and_deleted_in_bulk(s3, bucket):
    made = {("a", put(s3, bucket, "a", b"")) for _ in range(3)} | {("b/1", put(s3, bucket, "b/1", b"")) for _ in range(2)}
    made.add(("a", s3.delete_object(Bucket=bucket, Key="a")["VersionId"]))
    pages = list(s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2}))
    entries = [entry for page in pages for entry in page.get("Versions", []) + page.get("DeleteMarkers", [])]
    assert len(pages) == 3 and len(entries) == 6
    assert {(entry["Key"], entry["VersionId"]) for entry in entries} == made
    folders = s3.list_object_versions(Bucket=bucket, Delimiter="/")["CommonPrefixes"]
    assert [folder["Prefix"] for folder in folders] == ["b/"]
    objects = [{"Key": key, "VersionId": version} for key, version in made]
    assert len(s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})["Deleted"]) == 6
    s3.delete_bucket(Bucket=bucket)


def test_versions_that_are_not_there(s3, bucket):
    put(s3, bucket, "k", b"1")
    other = put(s3, bucket, "l", b"1")
    assert refusal(s3.get_object, Bucket=bucket, Key="k", VersionId=other)["Error"]["Code"] == "NoSuchVersion"
    assert refusal(s3.get_object, Bucket=bucket, Key="k", VersionId="no")["Error"]["Code"] == "InvalidArgument"
