"""What streams refuse: by the exception classes of boto3, in JSON and in CBOR."""

import contextlib
import datetime

import pytest
from conftest import REGION, unique

RING = 2**128
SHARD = "shardId-000000000000"
ACCOUNT = "000000000000"


@pytest.fixture
def refused(streams):
    """Asserts that a call ends with one of the exceptions named, as a 400 with a message and a request id."""

    def check(call, *names, message=None):
        classes = tuple(getattr(streams.exceptions, name) for name in names)
        with pytest.raises(classes) as raised:
            call()
        response = raised.value.response
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 400, response
        assert response["ResponseMetadata"]["RequestId"], response
        assert response["Error"]["Message"], response
        if message:
            assert message in response["Error"]["Message"], response

    return check


def arn(streams, name):
    return streams.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]


def put(streams, name, **options):
    return lambda: streams.put_record(**({"StreamName": name, "PartitionKey": "k", "Data": b"d"} | options))


def iterator(streams, name, **options):
    options = {"ShardId": SHARD, "ShardIteratorType": "TRIM_HORIZON"} | options
    return lambda: streams.get_shard_iterator(StreamName=name, **options)


BY_NAME = {
    "add_tags_to_stream": {"Tags": {"k": "v"}},
    "decrease_stream_retention_period": {"RetentionPeriodHours": 24},
    "delete_stream": {},
    "describe_stream": {},
    "describe_stream_summary": {},
    "disable_enhanced_monitoring": {"ShardLevelMetrics": ["ALL"]},
    "enable_enhanced_monitoring": {"ShardLevelMetrics": ["ALL"]},
    "get_shard_iterator": {"ShardId": SHARD, "ShardIteratorType": "LATEST"},
    "increase_stream_retention_period": {"RetentionPeriodHours": 48},
    "list_shards": {},
    "list_tags_for_stream": {},
    "merge_shards": {"ShardToMerge": SHARD, "AdjacentShardToMerge": "shardId-000000000001"},
    "put_record": {"PartitionKey": "k", "Data": b"d"},
    "put_records": {"Records": [{"PartitionKey": "k", "Data": b"d"}]},
    "remove_tags_from_stream": {"TagKeys": ["k"]},
    "split_shard": {"ShardToSplit": SHARD, "NewStartingHashKey": "7"},
    "start_stream_encryption": {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"},
    "stop_stream_encryption": {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"},
    "update_shard_count": {"TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"},
    "update_stream_warm_throughput": {"WarmThroughputMiBps": 8},
}
BY_ARN = {
    "describe_stream_consumer": {"ConsumerName": "c"},
    "deregister_stream_consumer": {"ConsumerName": "c"},
    "list_stream_consumers": {},
    "register_stream_consumer": {"ConsumerName": "c"},
    "update_max_record_size": {"MaxRecordSizeInKiB": 2048},
    "update_stream_mode": {"StreamModeDetails": {"StreamMode": "ON_DEMAND"}},
    "update_stream_record_distribution_strategy": {"RecordDistributionStrategy": "AUTO"},
}
BY_RESOURCE = {
    "delete_resource_policy": {},
    "get_resource_policy": {},
    "list_tags_for_resource": {},
    "put_resource_policy": {"Policy": '{"Version": "2012-10-17", "Statement": []}'},
    "tag_resource": {"Tags": {"k": "v"}},
    "untag_resource": {"TagKeys": ["k"]},
}


@pytest.mark.parametrize("method", BY_NAME)
def test_a_stream_that_does_not_exist_by_name(streams, refused, method):
    name = unique("absent")
    refused(lambda: getattr(streams, method)(StreamName=name, **BY_NAME[method]), "ResourceNotFoundException", message=name)


@pytest.mark.parametrize("method", BY_NAME | BY_ARN)
def test_a_stream_that_does_not_exist_by_arn(streams, refused, method):
    absent = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{unique('absent')}"
    options = (BY_NAME | BY_ARN)[method]
    refused(lambda: getattr(streams, method)(StreamARN=absent, **options), "ResourceNotFoundException")


@pytest.mark.parametrize("method", BY_RESOURCE)
def test_a_resource_that_does_not_exist(streams, refused, method):
    absent = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{unique('absent')}"
    refused(lambda: getattr(streams, method)(ResourceARN=absent, **BY_RESOURCE[method]), "ResourceNotFoundException")


def test_neither_name_nor_arn(streams, refused):
    refused(lambda: streams.describe_stream_summary(), "InvalidArgumentException", "ValidationException")
    refused(lambda: streams.put_record(PartitionKey="k", Data=b"d"), "InvalidArgumentException", "ValidationException")


def test_a_name_and_an_arn_that_disagree(streams, refused, make_stream):
    other = arn(streams, make_stream())
    refused(lambda: streams.describe_stream_summary(StreamName=make_stream(), StreamARN=other), "InvalidArgumentException")


def test_create_a_stream_that_exists(streams, stream, refused):
    refused(lambda: streams.create_stream(StreamName=stream, ShardCount=1), "ResourceInUseException", message=stream)


@pytest.mark.parametrize("name", ["a b", "käse", "a/b", "x" * 129])
def test_create_a_stream_with_an_invalid_name(streams, refused, name):
    refused(lambda: streams.create_stream(StreamName=name, ShardCount=1), "ValidationException")


def test_create_a_stream_with_more_shards_than_the_account_may_have(streams, refused):
    refused(lambda: streams.create_stream(StreamName=unique(), ShardCount=100_000), "LimitExceededException")


def test_delete_a_stream_with_consumers(streams, stream, refused):
    streams.register_stream_consumer(StreamARN=arn(streams, stream), ConsumerName="c")
    refused(lambda: streams.delete_stream(StreamName=stream), "ResourceInUseException")
    streams.delete_stream(StreamName=stream, EnforceConsumerDeletion=True)


@pytest.mark.parametrize("hours", [23, 8761])
def test_retention_out_of_range(streams, stream, refused, hours):
    call = streams.increase_stream_retention_period if hours > 24 else streams.decrease_stream_retention_period
    refused(lambda: call(StreamName=stream, RetentionPeriodHours=hours), "InvalidArgumentException", "ValidationException")


def test_retention_in_the_wrong_direction(streams, stream, refused):
    streams.increase_stream_retention_period(StreamName=stream, RetentionPeriodHours=48)
    refused(lambda: streams.increase_stream_retention_period(StreamName=stream, RetentionPeriodHours=30), "InvalidArgumentException")
    refused(lambda: streams.decrease_stream_retention_period(StreamName=stream, RetentionPeriodHours=72), "InvalidArgumentException")


def test_record_size_out_of_range(streams, stream, refused):
    refused(lambda: streams.update_max_record_size(StreamARN=arn(streams, stream), MaxRecordSizeInKiB=10_241), "ValidationException")


def test_too_many_tags(streams, stream, refused):
    tags = {f"k{n}": "v" for n in range(51)}
    refused(lambda: streams.add_tags_to_stream(StreamName=stream, Tags=tags), "InvalidArgumentException", "LimitExceededException", "ValidationException")
    assert streams.list_tags_for_stream(StreamName=stream)["Tags"] == []


@pytest.mark.parametrize(
    "options",
    [
        {"PartitionKey": "x" * 257},
        {"ExplicitHashKey": str(RING)},
        {"ExplicitHashKey": "-1"},
        {"ExplicitHashKey": "07"},
        {"ExplicitHashKey": "seven"},
        {"Data": b"x" * (1024 * 1024)},
        {"SequenceNumberForOrdering": "1" * 130},
    ],
    ids=["key", "beyond", "negative", "octal", "word", "large", "order"],
)
def test_a_record_that_can_t_be_put(streams, stream, refused, options):
    refused(put(streams, stream, **options), "InvalidArgumentException", "ValidationException")
    place = iterator(streams, stream)()["ShardIterator"]
    assert streams.get_records(ShardIterator=place)["Records"] == []


def test_a_batch_that_can_t_be_put_puts_nothing(streams, stream, refused):
    good = {"PartitionKey": "k", "Data": b"d"}
    for entries in (
        [good] * 501,
        [good, {"PartitionKey": "x" * 257, "Data": b"d"}],
        [good, {"PartitionKey": "k", "Data": b"d", "ExplicitHashKey": str(RING)}],
        [{"PartitionKey": "k", "Data": b"x" * (1024 * 1024 - 1)}] * 11,
    ):
        refused(lambda: streams.put_records(StreamName=stream, Records=entries), "InvalidArgumentException", "ValidationException")
    assert streams.get_records(ShardIterator=iterator(streams, stream)()["ShardIterator"])["Records"] == []


def test_a_shard_that_does_not_exist(streams, stream, refused):
    absent = "shardId-000000000007"
    refused(iterator(streams, stream, ShardId=absent), "ResourceNotFoundException", message=absent)
    refused(lambda: streams.split_shard(StreamName=stream, ShardToSplit=absent, NewStartingHashKey="7"), "ResourceNotFoundException")
    refused(lambda: streams.merge_shards(StreamName=stream, ShardToMerge=SHARD, AdjacentShardToMerge=absent), "ResourceNotFoundException")


@pytest.mark.parametrize(
    "options",
    [
        {"ShardIteratorType": "AT_SEQUENCE_NUMBER"},
        {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER"},
        {"ShardIteratorType": "AT_TIMESTAMP"},
        {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": "12"},
        {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": "forged"},
        {"ShardIteratorType": "SOMEWHERE"},
        {"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": datetime.datetime(2999, 1, 1, tzinfo=datetime.timezone.utc)},
    ],
    ids=["at", "after", "time", "number", "forged", "type", "future"],
)
def test_a_place_that_can_t_be(streams, stream, refused, options):
    refused(iterator(streams, stream, **options), "InvalidArgumentException", "ValidationException")


@pytest.mark.parametrize("change", [lambda i: "forged", lambda i: i[:-4], lambda i: i[:-4] + "AAAA", lambda i: i.swapcase(), lambda i: i + i])
def test_a_forged_iterator(streams, stream, refused, change):
    forged = change(iterator(streams, stream)()["ShardIterator"])[:512]
    refused(lambda: streams.get_records(ShardIterator=forged), "InvalidArgumentException", "ExpiredIteratorException")


def test_an_iterator_of_a_stream_that_is_gone(streams, make_stream, refused):
    name = make_stream()
    place = iterator(streams, name)()["ShardIterator"]
    streams.delete_stream(StreamName=name)
    refused(lambda: streams.get_records(ShardIterator=place), "ResourceNotFoundException")


def test_get_records_beyond_its_limit(streams, stream, refused):
    place = iterator(streams, stream)()["ShardIterator"]
    refused(lambda: streams.get_records(ShardIterator=place, Limit=10_001), "InvalidArgumentException", "ValidationException")


@pytest.mark.parametrize("key", ["0", "1", str(RING - 1), str(RING), "seven"])
def test_split_at_a_place_that_leaves_no_two_shards(streams, stream, refused, key):
    call = lambda: streams.split_shard(StreamName=stream, ShardToSplit=SHARD, NewStartingHashKey=key)
    refused(call, "InvalidArgumentException", "ValidationException")


def test_split_or_merge_what_is_closed_or_not_adjacent(streams, make_stream, refused):
    name = make_stream(shards=3)
    ids = [f"shardId-{n:012}" for n in range(3)]
    merge = lambda one, other: lambda: streams.merge_shards(StreamName=name, ShardToMerge=one, AdjacentShardToMerge=other)
    refused(merge(ids[0], ids[2]), "InvalidArgumentException")
    refused(merge(ids[0], ids[0]), "InvalidArgumentException")
    merge(ids[0], ids[1])()
    streams.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 100})
    closed = ("InvalidArgumentException", "ResourceInUseException", "ResourceNotFoundException")
    refused(merge(ids[1], ids[2]), *closed)
    refused(lambda: streams.split_shard(StreamName=name, ShardToSplit=ids[0], NewStartingHashKey="77"), *closed)


@pytest.mark.parametrize("count", [1, 9])
def test_update_shard_count_beyond_half_and_double(streams, make_stream, refused, count):
    call = lambda: streams.update_shard_count(StreamName=make_stream(shards=4), TargetShardCount=count, ScalingType="UNIFORM_SCALING")
    refused(call, "InvalidArgumentException", "LimitExceededException")


def test_what_an_on_demand_stream_does_not_have(streams, make_stream, refused):
    name = make_stream(StreamModeDetails={"StreamMode": "ON_DEMAND"})
    call = lambda: streams.update_shard_count(StreamName=name, TargetShardCount=8, ScalingType="UNIFORM_SCALING")
    refused(call, "ValidationException", "InvalidArgumentException")
    refused(lambda: streams.create_stream(StreamName=unique()), "InvalidArgumentException", "ValidationException")


def test_what_a_provisioned_stream_does_not_have(streams, stream, refused):
    resource = arn(streams, stream)
    refused(
        lambda: streams.update_stream_record_distribution_strategy(StreamARN=resource, RecordDistributionStrategy="AUTO"),
        "InvalidArgumentException",
    )
    refused(
        lambda: streams.update_stream_warm_throughput(StreamARN=resource, WarmThroughputMiBps=8),
        "InvalidArgumentException", "ValidationException",
    )


def test_consumers_that_can_t_be(streams, stream, refused):
    resource = arn(streams, stream)
    register = lambda name: lambda: streams.register_stream_consumer(StreamARN=resource, ConsumerName=name)
    refused(register("a b"), "ValidationException", "InvalidArgumentException")
    for number in range(20):
        register(f"c-{number}")()
    refused(register("c-0"), "ResourceInUseException")
    refused(register("c-20"), "LimitExceededException")
    refused(lambda: streams.describe_stream_consumer(StreamARN=resource, ConsumerName="absent"), "ResourceNotFoundException")
    refused(lambda: streams.describe_stream_consumer(ConsumerARN=f"{resource}/consumer/absent:7"), "ResourceNotFoundException")
    refused(lambda: streams.describe_stream_consumer(), "InvalidArgumentException", "ValidationException")


def test_subscriptions_that_can_t_be(streams, stream, refused):
    consumer = streams.register_stream_consumer(StreamARN=arn(streams, stream), ConsumerName="c")["Consumer"]["ConsumerARN"]
    subscribe = lambda **options: lambda: streams.subscribe_to_shard(
        **({"ConsumerARN": consumer, "ShardId": SHARD, "StartingPosition": {"Type": "LATEST"}} | options)
    )
    refused(subscribe(ShardId="shardId-000000000007"), "ResourceNotFoundException")
    absent = consumer.replace("/c:", "/absent:")
    refused(subscribe(ConsumerARN=absent), "ResourceNotFoundException")
    refused(subscribe(StartingPosition={"Type": "AT_SEQUENCE_NUMBER"}), "InvalidArgumentException", "ValidationException")
    with contextlib.closing(subscribe()()["EventStream"]):
        refused(subscribe(), "ResourceInUseException")


def test_a_token_of_a_listing_that_was_not_given_out(streams, stream, refused):
    refused(lambda: streams.list_shards(NextToken="forged"), "InvalidArgumentException", "ExpiredNextTokenException")
    refused(lambda: streams.list_shards(NextToken="forged", StreamName=stream), "InvalidArgumentException")
    refused(
        lambda: streams.list_stream_consumers(StreamARN=arn(streams, stream), NextToken="forged"),
        "InvalidArgumentException", "ExpiredNextTokenException",
    )
    refused(lambda: streams.list_shards(StreamName=stream, ShardFilter={"Type": "AFTER_SHARD_ID"}), "InvalidArgumentException", "ValidationException")


def test_a_dry_run_that_would_succeed_says_so_and_puts_nothing(streams, stream, refused):
    refused(put(streams, stream, DryRun=True), "DryRunOperationException")
    refused(lambda: streams.put_records(StreamName=stream, Records=[{"PartitionKey": "k", "Data": b"d"}], DryRun=True), "DryRunOperationException")
    refused(iterator(streams, stream, DryRun=True), "DryRunOperationException")
    place = iterator(streams, stream)()["ShardIterator"]
    assert streams.get_records(ShardIterator=place)["Records"] == []
