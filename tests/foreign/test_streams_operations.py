"""Each operation on streams, by boto3, in JSON and in CBOR."""

import contextlib
import datetime
import hashlib
import json
import time

import pytest
from conftest import REGION, unique

CALLED = {"json": set(), "cbor": set()}
RING = 2**128
# The model's operations on what streams do not have here: its channels and queues.
NOT_OFFERED = ("Channel", "Queue")


@pytest.fixture(scope="module", autouse=True)
def record_calls(streams):
    streams.meta.events.register("before-call.kinesis.*", lambda model, **_: CALLED[streams.encoding].add(model.name))


def summary(streams, name):
    return streams.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]


def shards(streams, name, **options):
    return streams.list_shards(StreamName=name, **options)["Shards"]


def iterator(streams, name, shard="shardId-000000000000", kind="TRIM_HORIZON", **options):
    return streams.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType=kind, **options)["ShardIterator"]


def read(streams, name, **options):
    return streams.get_records(ShardIterator=iterator(streams, name, **options))["Records"]


def data(records):
    return [record["Data"] for record in records]


def wait_active(streams, name):
    streams.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 100})


def test_create_describe_and_delete_a_stream(streams):
    name = unique("stream")
    streams.create_stream(StreamName=name, ShardCount=3, Tags={"team": "orders"})
    wait_active(streams, name)
    described = streams.describe_stream(StreamName=name)["StreamDescription"]
    assert described["StreamName"] == name
    assert described["StreamARN"].startswith(f"arn:aws:kinesis:{REGION}:") and described["StreamARN"].endswith(f":stream/{name}")
    assert (described["StreamStatus"], described["HasMoreShards"], described["RetentionPeriodHours"]) == ("ACTIVE", False, 24)
    assert described["StreamModeDetails"] == {"StreamMode": "PROVISIONED"}
    assert described["EncryptionType"] == "NONE" and "KeyId" not in described
    assert [shard["ShardId"] for shard in described["Shards"]] == [f"shardId-{n:012}" for n in range(3)]
    assert abs(described["StreamCreationTimestamp"].timestamp() - time.time()) < 60
    assert streams.describe_stream(StreamARN=described["StreamARN"])["StreamDescription"]["StreamName"] == name
    streams.delete_stream(StreamName=name)
    streams.get_waiter("stream_not_exists").wait(StreamName=name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 100})


def test_the_shards_of_a_stream_share_the_ring(streams, make_stream):
    ranges = [shard["HashKeyRange"] for shard in shards(streams, make_stream(shards=5))]
    starts, ends = ([int(each[key]) for each in ranges] for key in ("StartingHashKey", "EndingHashKey"))
    assert starts[0] == 0 and ends[-1] == RING - 1
    assert [end + 1 for end in ends[:-1]] == starts[1:]
    sizes = [end - start + 1 for start, end in zip(starts, ends)]
    assert max(sizes) - min(sizes) < 5


def test_describe_stream_summary_counts(streams, make_stream):
    name = make_stream(shards=2)
    got = summary(streams, name)
    assert (got["OpenShardCount"], got["ConsumerCount"], got["RetentionPeriodHours"]) == (2, 0, 24)
    assert got["StreamModeDetails"] == {"StreamMode": "PROVISIONED"}
    assert got["MaxRecordSizeInKiB"] == 1024
    [monitoring] = got["EnhancedMonitoring"]
    assert monitoring["ShardLevelMetrics"] == []


def test_describe_stream_gives_shards_page_by_page(streams, make_stream):
    name = make_stream(shards=5)
    pages = list(streams.get_paginator("describe_stream").paginate(StreamName=name, PaginationConfig={"PageSize": 2}))
    ids = [[shard["ShardId"][-1] for shard in page["StreamDescription"]["Shards"]] for page in pages]
    assert ids == [["0", "1"], ["2", "3"], ["4"]]


def test_list_streams_by_name_and_page(streams, make_stream):
    prefix = unique("listed")
    names = [make_stream(f"{prefix}-{number}") for number in range(5)]
    first = streams.list_streams(ExclusiveStartStreamName=names[0], Limit=2)
    assert first["StreamNames"] == names[1:3] and first["HasMoreStreams"]
    for got in first["StreamSummaries"]:
        assert got["StreamARN"].endswith("/" + got["StreamName"]) and got["StreamStatus"] == "ACTIVE"
        assert got["StreamModeDetails"] == {"StreamMode": "PROVISIONED"}
    pages = list(streams.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 2}))
    listed = [name for page in pages for name in page["StreamNames"]]
    assert listed == sorted(listed) and set(names) <= set(listed)
    assert [page["HasMoreStreams"] for page in pages] == [True] * (len(pages) - 1) + [False]


def test_describe_limits_counts_open_shards(streams, make_stream):
    before = streams.describe_limits()
    make_stream(shards=3)
    after = streams.describe_limits()
    assert after["OpenShardCount"] - before["OpenShardCount"] == 3
    assert after["ShardLimit"] >= after["OpenShardCount"]
    assert after["OnDemandStreamCountLimit"] >= after["OnDemandStreamCount"] == before["OnDemandStreamCount"]


def test_update_stream_mode_to_on_demand_and_back(streams, make_stream):
    name = make_stream(StreamModeDetails={"StreamMode": "ON_DEMAND"})
    got = summary(streams, name)
    assert (got["StreamModeDetails"]["StreamMode"], got["OpenShardCount"]) == ("ON_DEMAND", 4)
    streams.update_stream_mode(StreamARN=got["StreamARN"], StreamModeDetails={"StreamMode": "PROVISIONED"})
    wait_active(streams, name)
    got = summary(streams, name)
    assert (got["StreamModeDetails"]["StreamMode"], got["OpenShardCount"]) == ("PROVISIONED", 4)


def test_update_max_record_size_lets_larger_records_in(streams, stream):
    arn = summary(streams, stream)["StreamARN"]
    large = b"x" * (1024 * 1024 + 1)
    with pytest.raises((streams.exceptions.InvalidArgumentException, streams.exceptions.ValidationException)):
        streams.put_record(StreamName=stream, PartitionKey="k", Data=large)
    streams.update_max_record_size(StreamARN=arn, MaxRecordSizeInKiB=2048)
    wait_active(streams, stream)
    assert summary(streams, stream)["MaxRecordSizeInKiB"] == 2048
    streams.put_record(StreamName=stream, PartitionKey="k", Data=large)
    assert data(read(streams, stream)) == [large]


def test_account_settings_warm_throughput_and_distribution(streams, make_stream):
    assert "Status" in streams.describe_account_settings()["MinimumThroughputBillingCommitment"]
    changed = streams.update_account_settings(MinimumThroughputBillingCommitment={"Status": "ENABLED"})
    assert changed["MinimumThroughputBillingCommitment"]["Status"] == "ENABLED"
    name = make_stream(StreamModeDetails={"StreamMode": "ON_DEMAND"})
    arn = summary(streams, name)["StreamARN"]
    warm = streams.update_stream_warm_throughput(StreamARN=arn, WarmThroughputMiBps=8)
    assert (warm["StreamARN"], warm["WarmThroughput"]["TargetMiBps"]) == (arn, 8)
    wait_active(streams, name)
    assert summary(streams, name)["WarmThroughput"]["CurrentMiBps"] == 8
    streams.update_stream_record_distribution_strategy(StreamARN=arn, RecordDistributionStrategy="AUTO")
    wait_active(streams, name)
    assert summary(streams, name)["RecordDistributionStrategy"] == "AUTO"
    ids = {streams.put_record(StreamName=name, PartitionKey="same", Data=b"d")["ShardId"] for _ in range(20)}
    assert len(ids) > 1, "a partition key decides nothing where the service spreads the records"


def test_retention_is_increased_and_decreased(streams, stream):
    streams.increase_stream_retention_period(StreamName=stream, RetentionPeriodHours=8760)
    wait_active(streams, stream)
    assert summary(streams, stream)["RetentionPeriodHours"] == 8760
    streams.decrease_stream_retention_period(StreamName=stream, RetentionPeriodHours=24)
    wait_active(streams, stream)
    assert summary(streams, stream)["RetentionPeriodHours"] == 24


def test_tags_of_a_stream(streams, stream):
    streams.add_tags_to_stream(StreamName=stream, Tags={"a": "1", "b": "2", "ü": "é"})
    streams.add_tags_to_stream(StreamName=stream, Tags={"b": "3"})
    got = streams.list_tags_for_stream(StreamName=stream)
    assert {tag["Key"]: tag.get("Value") for tag in got["Tags"]} == {"a": "1", "b": "3", "ü": "é"}
    assert got["HasMoreTags"] is False
    page = streams.list_tags_for_stream(StreamName=stream, ExclusiveStartTagKey="a", Limit=1)
    assert ([tag["Key"] for tag in page["Tags"]], page["HasMoreTags"]) == (["b"], True)
    streams.remove_tags_from_stream(StreamName=stream, TagKeys=["a", "ü", "absent"])
    assert streams.list_tags_for_stream(StreamName=stream)["Tags"] == [{"Key": "b", "Value": "3"}]


def test_tags_of_a_resource_are_the_stream_s_or_a_consumer_s(streams, stream):
    arn = summary(streams, stream)["StreamARN"]
    consumer = streams.register_stream_consumer(StreamARN=arn, ConsumerName="c", Tags={"at": "birth"})["Consumer"]["ConsumerARN"]
    streams.tag_resource(ResourceARN=arn, Tags={"of": "stream"})
    streams.tag_resource(ResourceARN=consumer, Tags={"of": "consumer"})
    streams.untag_resource(ResourceARN=consumer, TagKeys=["at"])
    assert streams.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "of", "Value": "stream"}]
    assert streams.list_tags_for_resource(ResourceARN=consumer)["Tags"] == [{"Key": "of", "Value": "consumer"}]
    assert streams.list_tags_for_stream(StreamName=stream)["Tags"] == [{"Key": "of", "Value": "stream"}]


def test_encryption_starts_and_stops(streams, stream):
    streams.start_stream_encryption(StreamName=stream, EncryptionType="KMS", KeyId="alias/aws/kinesis")
    wait_active(streams, stream)
    got = summary(streams, stream)
    assert (got["EncryptionType"], got["KeyId"]) == ("KMS", "alias/aws/kinesis")
    assert streams.put_record(StreamName=stream, PartitionKey="k", Data=b"d")["EncryptionType"] == "KMS"
    assert [record["EncryptionType"] for record in read(streams, stream)] == ["KMS"]
    streams.stop_stream_encryption(StreamName=stream, EncryptionType="KMS", KeyId="alias/aws/kinesis")
    wait_active(streams, stream)
    assert summary(streams, stream)["EncryptionType"] == "NONE"


def test_enhanced_monitoring_is_enabled_and_disabled(streams, stream):
    on = streams.enable_enhanced_monitoring(StreamName=stream, ShardLevelMetrics=["IncomingBytes", "OutgoingBytes"])
    assert (on["StreamName"], on["CurrentShardLevelMetrics"]) == (stream, [])
    assert sorted(on["DesiredShardLevelMetrics"]) == ["IncomingBytes", "OutgoingBytes"]
    wait_active(streams, stream)
    off = streams.disable_enhanced_monitoring(StreamName=stream, ShardLevelMetrics=["IncomingBytes"])
    assert sorted(off["CurrentShardLevelMetrics"]) == ["IncomingBytes", "OutgoingBytes"]
    assert off["DesiredShardLevelMetrics"] == ["OutgoingBytes"]
    wait_active(streams, stream)
    assert summary(streams, stream)["EnhancedMonitoring"] == [{"ShardLevelMetrics": ["OutgoingBytes"]}]


def test_a_resource_policy_is_put_got_and_deleted(streams, stream):
    arn = summary(streams, stream)["StreamARN"]
    statement = {"Sid": "s", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kinesis:GetRecords", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    streams.put_resource_policy(ResourceARN=arn, Policy=policy)
    assert json.loads(streams.get_resource_policy(ResourceARN=arn)["Policy"]) == json.loads(policy)
    streams.delete_resource_policy(ResourceARN=arn)
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.get_resource_policy(ResourceARN=arn)


def test_put_record_goes_where_its_key_belongs(streams, make_stream):
    name = make_stream(shards=4)
    for key in ("a", "order-7", "käse 🧀"):
        place = int(hashlib.md5(key.encode()).hexdigest(), 16)
        put = streams.put_record(StreamName=name, PartitionKey=key, Data=key.encode())
        assert put["ShardId"] == f"shardId-{place * 4 // RING:012}"
    put = streams.put_record(StreamName=name, PartitionKey="a", ExplicitHashKey=str(RING - 1), Data=b"last")
    assert put["ShardId"] == "shardId-000000000003"
    [*_, last] = read(streams, name, shard=put["ShardId"])
    assert (last["Data"], last["PartitionKey"], last["SequenceNumber"]) == (b"last", "a", put["SequenceNumber"])
    assert abs(last["ApproximateArrivalTimestamp"].timestamp() - time.time()) < 60


def test_sequence_numbers_rise_in_the_order_of_puts(streams, stream):
    numbers = []
    for n in range(10):
        options = {"SequenceNumberForOrdering": numbers[-1]} if numbers else {}
        put = streams.put_record(StreamName=stream, PartitionKey="k", Data=b"%d" % n, **options)
        numbers.append(put["SequenceNumber"])
    assert sorted(numbers, key=int) == numbers and len(set(numbers)) == 10
    records = read(streams, stream)
    assert [record["SequenceNumber"] for record in records] == numbers
    assert data(records) == [b"%d" % n for n in range(10)]


@pytest.mark.parametrize("blob", [b"", b"\x00\xff" * 100, "käse 🧀".encode(), b"x" * (1024 * 1024 - 1)], ids=["empty", "binary", "text", "largest"])
def test_data_comes_back_unchanged(streams, stream, blob):
    streams.put_record(StreamName=stream, PartitionKey="k", Data=blob)
    assert data(read(streams, stream)) == [blob]


def test_put_records_answers_in_the_order_of_the_request(streams, make_stream):
    name = make_stream(shards=2)
    entries = [{"PartitionKey": f"key-{n}", "Data": b"%d" % n} for n in range(500)]
    answer = streams.put_records(StreamName=name, Records=entries)
    assert answer["FailedRecordCount"] == 0 and len(answer["Records"]) == 500
    got = {}
    for shard in ("shardId-000000000000", "shardId-000000000001"):
        for record in read(streams, name, shard=shard):
            got[record["SequenceNumber"]] = (shard, record["PartitionKey"], record["Data"])
    wanted = {r["SequenceNumber"]: (r["ShardId"], e["PartitionKey"], e["Data"]) for r, e in zip(answer["Records"], entries)}
    assert got == wanted


def test_get_shard_iterator_of_all_five_types(streams, stream):
    numbers = [streams.put_record(StreamName=stream, PartitionKey="k", Data=b"%d" % n)["SequenceNumber"] for n in range(4)]
    times = [record["ApproximateArrivalTimestamp"] for record in read(streams, stream)]
    since_third = [b"%d" % n for n in range(4) if times[n] >= times[2]]
    latest = iterator(streams, stream, kind="LATEST")
    assert data(read(streams, stream, kind="AT_SEQUENCE_NUMBER", StartingSequenceNumber=numbers[1])) == [b"1", b"2", b"3"]
    assert data(read(streams, stream, kind="AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=numbers[1])) == [b"2", b"3"]
    assert data(read(streams, stream, kind="AT_TIMESTAMP", Timestamp=times[2])) == since_third
    assert len(read(streams, stream, kind="AT_TIMESTAMP", Timestamp=times[0] - datetime.timedelta(days=1))) == 4
    assert data(read(streams, stream, kind="TRIM_HORIZON")) == [b"0", b"1", b"2", b"3"]
    streams.put_record(StreamName=stream, PartitionKey="k", Data=b"new")
    assert data(streams.get_records(ShardIterator=latest)["Records"]) == [b"new"]


def test_get_records_goes_on_where_it_ended(streams, stream):
    streams.put_records(StreamName=stream, Records=[{"PartitionKey": "k", "Data": b"%d" % n} for n in range(7)])
    place, pages = iterator(streams, stream), []
    for _ in range(4):
        answer = streams.get_records(ShardIterator=place, Limit=3)
        pages.append(data(answer["Records"]))
        place = answer["NextShardIterator"]
    assert pages == [[b"0", b"1", b"2"], [b"3", b"4", b"5"], [b"6"], []]
    assert answer["MillisBehindLatest"] == 0 and "ChildShards" not in answer


def test_split_and_merge_shards_keep_the_order(streams, stream):
    streams.put_record(StreamName=stream, PartitionKey="k", Data=b"before")
    streams.split_shard(StreamName=stream, ShardToSplit="shardId-000000000000", NewStartingHashKey=str(RING // 2))
    wait_active(streams, stream)
    parent, left, right = shards(streams, stream)
    assert parent["SequenceNumberRange"]["EndingSequenceNumber"]
    assert [child["ParentShardId"] for child in (left, right)] == [parent["ShardId"]] * 2
    assert right["HashKeyRange"]["StartingHashKey"] == str(RING // 2)
    place, read_before = iterator(streams, stream), []
    for _ in range(3):
        answer = streams.get_records(ShardIterator=place)
        read_before += data(answer["Records"])
        if not (place := answer.get("NextShardIterator")):
            break
    assert (read_before, place) == ([b"before"], None)
    assert sorted(child["ShardId"] for child in answer["ChildShards"]) == [left["ShardId"], right["ShardId"]]
    streams.merge_shards(StreamName=stream, ShardToMerge=left["ShardId"], AdjacentShardToMerge=right["ShardId"])
    wait_active(streams, stream)
    merged = shards(streams, stream)[-1]
    assert (merged["ParentShardId"], merged["AdjacentParentShardId"]) == (left["ShardId"], right["ShardId"])
    assert merged["HashKeyRange"] == {"StartingHashKey": "0", "EndingHashKey": str(RING - 1)}
    after = streams.put_record(StreamName=stream, PartitionKey="k", Data=b"after")
    assert after["ShardId"] == merged["ShardId"]
    assert int(after["SequenceNumber"]) > int(parent["SequenceNumberRange"]["EndingSequenceNumber"])


def test_update_shard_count_doubles_and_halves(streams, make_stream):
    name = make_stream(shards=2)
    up = streams.update_shard_count(StreamName=name, TargetShardCount=4, ScalingType="UNIFORM_SCALING")
    assert (up["StreamName"], up["CurrentShardCount"], up["TargetShardCount"]) == (name, 2, 4)
    wait_active(streams, name)
    assert summary(streams, name)["OpenShardCount"] == 4
    streams.update_shard_count(StreamName=name, TargetShardCount=2, ScalingType="UNIFORM_SCALING")
    wait_active(streams, name)
    assert summary(streams, name)["OpenShardCount"] == 2


def test_list_shards_by_filter_and_page(streams, make_stream):
    name = make_stream(shards=5)
    page = streams.list_shards(StreamName=name, MaxResults=2)
    pages = [page["Shards"]]
    while token := page.get("NextToken"):
        page = streams.list_shards(NextToken=token, MaxResults=2)
        pages.append(page["Shards"])
    assert [[shard["ShardId"][-1] for shard in page] for page in pages] == [["0", "1"], ["2", "3"], ["4"]]
    # botocore's paginator names the stream beside the token, which the service refuses too (boto/botocore#2009).
    with pytest.raises(streams.exceptions.InvalidArgumentException, match="cannot be provided together"):
        list(streams.get_paginator("list_shards").paginate(StreamName=name, PaginationConfig={"PageSize": 2}))
    [whole] = streams.get_paginator("list_shards").paginate(StreamName=name)
    assert len(whole["Shards"]) == 5
    streams.split_shard(StreamName=name, ShardToSplit="shardId-000000000000", NewStartingHashKey=str(RING // 10))
    wait_active(streams, name)

    def listed(**shard_filter):
        return [shard["ShardId"][-1] for shard in shards(streams, name, ShardFilter=shard_filter)]

    assert listed(Type="AT_LATEST") == list("123456")
    assert listed(Type="AT_TRIM_HORIZON") == list("01234")
    assert listed(Type="FROM_TRIM_HORIZON") == list("0123456")
    assert listed(Type="AFTER_SHARD_ID", ShardId="shardId-000000000003") == list("456")
    hour_ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    assert listed(Type="FROM_TIMESTAMP", Timestamp=hour_ago) == list("0123456")
    assert [s["ShardId"][-1] for s in shards(streams, name, ExclusiveStartShardId="shardId-000000000004")] == list("56")


def test_consumers_are_registered_described_listed_and_deregistered(streams, stream):
    arn = summary(streams, stream)["StreamARN"]
    made = [streams.register_stream_consumer(StreamARN=arn, ConsumerName=f"c-{n}")["Consumer"] for n in range(3)]
    for consumer in made:
        assert consumer["ConsumerARN"].startswith(f"{arn}/consumer/{consumer['ConsumerName']}:")
        assert consumer["ConsumerStatus"] in ("CREATING", "ACTIVE")
    described = streams.describe_stream_consumer(ConsumerARN=made[1]["ConsumerARN"])["ConsumerDescription"]
    assert (described["ConsumerName"], described["StreamARN"], described["ConsumerStatus"]) == ("c-1", arn, "ACTIVE")
    assert streams.describe_stream_consumer(StreamARN=arn, ConsumerName="c-1")["ConsumerDescription"] == described
    pages = list(streams.get_paginator("list_stream_consumers").paginate(StreamARN=arn, PaginationConfig={"PageSize": 2}))
    assert [[consumer["ConsumerName"] for consumer in page["Consumers"]] for page in pages] == [["c-0", "c-1"], ["c-2"]]
    assert summary(streams, stream)["ConsumerCount"] == 3
    streams.deregister_stream_consumer(StreamARN=arn, ConsumerName="c-0")
    streams.deregister_stream_consumer(ConsumerARN=made[1]["ConsumerARN"])
    assert [c["ConsumerName"] for c in streams.list_stream_consumers(StreamARN=arn)["Consumers"]] == ["c-2"]


def test_subscribe_to_shard_gives_what_is_there(streams, stream):
    arn = summary(streams, stream)["StreamARN"]
    streams.put_record(StreamName=stream, PartitionKey="k", Data=b"d")
    consumer = streams.register_stream_consumer(StreamARN=arn, ConsumerName="c")["Consumer"]["ConsumerARN"]
    answer = streams.subscribe_to_shard(
        ConsumerARN=consumer, ShardId="shardId-000000000000", StartingPosition={"Type": "TRIM_HORIZON"}
    )
    with contextlib.closing(answer["EventStream"]) as events:
        got = next(event["SubscribeToShardEvent"] for event in events if event["SubscribeToShardEvent"]["Records"])
    assert data(got["Records"]) == [b"d"]
    assert got["ContinuationSequenceNumber"]


def test_every_operation_was_called(streams):
    wanted = {name for name in streams.meta.service_model.operation_names if not any(word in name for word in NOT_OFFERED)}
    assert CALLED[streams.encoding] == wanted
