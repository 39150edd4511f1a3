"""Buckets of the served mock of storage and what is set for them, as boto3 asks for them."""

import json
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import unique

TAGS = [{"Key": "colour", "Value": "blue"}, {"Key": "a:b/c", "Value": ""}]


@pytest.fixture(scope="module")
def s3(served):
    return served.client("s3")


@pytest.fixture
def bucket(s3):
    name = unique("buckets")
    s3.create_bucket(Bucket=name)
    return name


def code(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    response = raised.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_bucket_has_a_life(s3):
    name = unique("life")
    assert code(s3.head_bucket, Bucket=name) == ("404", 404)
    assert s3.create_bucket(Bucket=name)["Location"] == f"/{name}"
    s3.get_waiter("bucket_exists").wait(Bucket=name, WaiterConfig={"Delay": 1, "MaxAttempts": 1})
    assert s3.head_bucket(Bucket=name)["BucketRegion"] == "us-east-1"
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] is None
    s3.put_object(Bucket=name, Key="k", Body=b"1")
    assert code(s3.delete_bucket, Bucket=name) == ("BucketNotEmpty", 409)
    s3.delete_object(Bucket=name, Key="k")
    s3.delete_bucket(Bucket=name)
    assert code(s3.delete_bucket, Bucket=name) == ("NoSuchBucket", 404)
    assert code(s3.get_bucket_location, Bucket=name) == ("NoSuchBucket", 404)


def test_buckets_are_listed_page_by_page(s3):
    prefix = unique("listed")
    names = [f"{prefix}-{n}" for n in range(5)]
    for name in names:
        s3.create_bucket(Bucket=name)
    pages = list(s3.get_paginator("list_buckets").paginate(Prefix=prefix, PaginationConfig={"PageSize": 2}))
    assert [item["Name"] for page in pages for item in page["Buckets"]] == names
    assert [len(page["Buckets"]) for page in pages] == [2, 2, 1]
    listed = s3.list_buckets()
    assert set(names) <= {item["Name"] for item in listed["Buckets"]} and listed["Owner"]["ID"]


def test_tags_of_buckets(s3, bucket):
    assert code(s3.get_bucket_tagging, Bucket=bucket) == ("NoSuchTagSet", 404)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": TAGS})
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == TAGS
    twice = {"TagSet": [TAGS[0], TAGS[0]]}
    assert code(s3.put_bucket_tagging, Bucket=bucket, Tagging=twice) == ("InvalidTag", 400)
    s3.delete_bucket_tagging(Bucket=bucket)
    assert code(s3.get_bucket_tagging, Bucket=bucket) == ("NoSuchTagSet", 404)


def test_tags_of_objects(s3, bucket):
    item = {"Bucket": bucket, "Key": "k"}
    s3.put_object(**item, Body=b"1", Tagging="colour=blue&a%3Ab%2Fc=")
    by_key = lambda tags: sorted(tags, key=lambda tag: tag["Key"])
    assert by_key(s3.get_object_tagging(**item)["TagSet"]) == by_key(TAGS)
    assert s3.get_object(**item)["TagCount"] == 2
    s3.put_object_tagging(**item, Tagging={"TagSet": TAGS[:1]})
    assert s3.get_object_tagging(**item)["TagSet"] == TAGS[:1]
    s3.copy_object(Bucket=bucket, Key="l", CopySource=item)
    assert s3.get_object_tagging(Bucket=bucket, Key="l")["TagSet"] == TAGS[:1]
    s3.copy_object(Bucket=bucket, Key="l", CopySource=item, TaggingDirective="REPLACE", Tagging="x=y")
    assert s3.get_object_tagging(Bucket=bucket, Key="l")["TagSet"] == [{"Key": "x", "Value": "y"}]
    many = {"TagSet": [{"Key": f"k{n}", "Value": "v"} for n in range(11)]}
    assert code(s3.put_object_tagging, **item, Tagging=many) == ("BadRequest", 400)
    s3.delete_object_tagging(**item)
    assert s3.get_object_tagging(**item)["TagSet"] == []
    assert code(s3.get_object_tagging, Bucket=bucket, Key="no") == ("NoSuchKey", 404)


def test_lifecycle_rules(s3, bucket):
    assert code(s3.get_bucket_lifecycle_configuration, Bucket=bucket) == ("NoSuchLifecycleConfiguration", 404)
    rules = [
        {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}},
        {"ID": "rest", "Status": "Enabled", "Filter": {"And": {"Prefix": "a/", "Tags": TAGS[:1]}},
         "NoncurrentVersionExpiration": {"NoncurrentDays": 3, "NewerNoncurrentVersions": 2}},
        {"ID": "uploads", "Status": "Disabled", "Filter": {"Prefix": ""},
         "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
    ]
    put = s3.put_bucket_lifecycle_configuration
    put(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == rules
    expiration = s3.put_object(Bucket=bucket, Key="logs/1", Body=b"")["Expiration"]
    assert 'rule-id="logs"' in expiration and "expiry-date=" in expiration
    assert s3.head_object(Bucket=bucket, Key="logs/1")["Expiration"] == expiration
    never = [rules[0] | {"Expiration": {"Days": 0}}]
    assert code(put, Bucket=bucket, LifecycleConfiguration={"Rules": never}) == ("InvalidArgument", 400)
    s3.delete_bucket_lifecycle(Bucket=bucket)
    assert code(s3.get_bucket_lifecycle_configuration, Bucket=bucket) == ("NoSuchLifecycleConfiguration", 404)


def test_notifications(s3, bucket, client, queue):
    arn = client.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    empty = s3.get_bucket_notification_configuration(Bucket=bucket)
    assert [name for name in empty if name.endswith("Configurations")] == []
    put = s3.put_bucket_notification_configuration
    rule = {
        "Id": "q", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}},
    }
    # The service answers the names of the filter's rules so, whatever they were.
    answered = rule | {"Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "in/"}]}}}
    for given in (answered, rule):
        put(Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [given]})
        assert s3.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"] == [answered]
    s3.put_object(Bucket=bucket, Key="in/a", Body=b"hello")
    received = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    events = [json.loads(message["Body"]) for message in received]
    assert [event.get("Event") for event in events] == ["s3:TestEvent", "s3:TestEvent", None]
    assert events[2]["Records"][0]["s3"]["object"]["key"] == "in/a"
    elsewhere = {"QueueConfigurations": [rule | {"QueueArn": f"{arn}-elsewhere"}]}
    assert code(put, Bucket=bucket, NotificationConfiguration=elsewhere) == ("InvalidArgument", 400)
    both = {"QueueConfigurations": [rule, rule | {"Id": "other"}]}
    assert code(put, Bucket=bucket, NotificationConfiguration=both) == ("InvalidArgument", 400)
    put(Bucket=bucket, NotificationConfiguration={})
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket=bucket)


def test_policies(s3, bucket):
    assert code(s3.get_bucket_policy, Bucket=bucket) == ("NoSuchBucketPolicy", 404)
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"] == policy
    assert code(s3.put_bucket_policy, Bucket=bucket, Policy="{") == ("MalformedPolicy", 400)
    s3.delete_bucket_policy(Bucket=bucket)
    assert code(s3.get_bucket_policy, Bucket=bucket) == ("NoSuchBucketPolicy", 404)


def ask(url, method, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method, headers=headers)) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def test_pages_of_other_origins(served, s3, bucket):
    assert code(s3.get_bucket_cors, Bucket=bucket) == ("NoSuchCORSConfiguration", 404)
    rules = [{"AllowedOrigins": ["https://*.example.com"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["x-amz-*"],
              "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60}]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == rules
    url = f"{served.url}/{bucket}/k"
    origin = "https://www.example.com"
    asked = {"Origin": origin, "Access_Control_Request_Method": "PUT"}
    status, headers = ask(url, "OPTIONS", **asked, Access_Control_Request_Headers="x-amz-date")
    assert (status, headers["Access-Control-Allow-Origin"], headers["Access-Control-Max-Age"]) == (200, origin, "60")
    assert "PUT" in headers["Access-Control-Allow-Methods"] and headers["Access-Control-Allow-Headers"] == "x-amz-date"
    assert ask(url, "OPTIONS", **asked, Access_Control_Request_Headers="x-other")[0] == 403
    assert ask(url, "OPTIONS", **asked | {"Origin": "https://example.org"})[0] == 403
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    get = served.client("s3", config=Config(signature_version="s3v4")).generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": "k"})
    status, headers = ask(get, "GET", Origin=origin)
    assert (status, headers["Access-Control-Allow-Origin"], headers["Access-Control-Expose-Headers"]) == (200, origin, "ETag")
    assert "Access-Control-Allow-Origin" not in ask(get, "GET")[1]
    wrong = {"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["PATCH"]}]}
    assert code(s3.put_bucket_cors, Bucket=bucket, CORSConfiguration=wrong) == ("InvalidRequest", 400)
    s3.delete_bucket_cors(Bucket=bucket)
    assert code(s3.get_bucket_cors, Bucket=bucket) == ("NoSuchCORSConfiguration", 404)
