"""SubscribeToShard by boto3: what a subscription pushes, and when it ends. In JSON and in CBOR."""

import contextlib
import itertools
import threading

import pytest

SHARD = "shardId-000000000000"
HALF = str(2**127)


def arn(streams, name):
    return streams.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]


@pytest.fixture
def consumer(streams, stream):
    return streams.register_stream_consumer(StreamARN=arn(streams, stream), ConsumerName="c")["Consumer"]["ConsumerARN"]


def subscribe(streams, consumer, kind="TRIM_HORIZON", shard=SHARD, **position):
    answer = streams.subscribe_to_shard(ConsumerARN=consumer, ShardId=shard, StartingPosition={"Type": kind, **position})
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    return contextlib.closing(answer["EventStream"])


def pushed(events):
    """What a subscription's events hold, one after the other."""
    return (event["SubscribeToShardEvent"] for event in events)


def records(events):
    return itertools.chain.from_iterable(event["Records"] for event in pushed(events))


def put(streams, name, *data):
    return [streams.put_record(StreamName=name, PartitionKey="k", Data=each)["SequenceNumber"] for each in data]


def test_records_are_pushed_whole_and_in_order(streams, stream, consumer):
    numbers = put(streams, stream, *(b"%d" % n for n in range(25)))
    with subscribe(streams, consumer) as events:
        got = list(itertools.islice(records(events), 25))
    assert [record["SequenceNumber"] for record in got] == numbers
    assert [record["Data"] for record in got] == [b"%d" % n for n in range(25)]
    assert {record["PartitionKey"] for record in got} == {"k"}
    assert all(record["ApproximateArrivalTimestamp"].tzinfo for record in got)


def test_what_is_put_later_is_pushed_at_once(streams, stream, consumer):
    put(streams, stream, b"before")
    with subscribe(streams, consumer, "LATEST") as events:
        timer = threading.Timer(0.2, put, (streams, stream, b"after"))
        timer.start()
        assert next(records(events))["Data"] == b"after"
        timer.join()


def test_an_event_says_where_to_go_on(streams, stream, consumer):
    put(streams, stream, b"0", b"1")
    with subscribe(streams, consumer) as events:
        event = next(event for event in pushed(events) if event["Records"])
    assert event["MillisBehindLatest"] >= 0
    assert int(event["ContinuationSequenceNumber"]) >= int(event["Records"][-1]["SequenceNumber"])


@pytest.mark.parametrize(("kind", "expected"), [("AT_SEQUENCE_NUMBER", [b"1", b"2"]), ("AFTER_SEQUENCE_NUMBER", [b"2"])])
def test_a_subscription_starts_at_a_number(streams, stream, consumer, kind, expected):
    numbers = put(streams, stream, b"0", b"1", b"2")
    with subscribe(streams, consumer, kind, SequenceNumber=numbers[1]) as events:
        assert [record["Data"] for record in itertools.islice(records(events), len(expected))] == expected


def test_a_subscription_starts_at_a_time(streams, stream, consumer):
    put(streams, stream, b"0", b"1")
    with subscribe(streams, consumer) as events:
        first = next(records(events))["ApproximateArrivalTimestamp"]
    other = streams.register_stream_consumer(StreamARN=arn(streams, stream), ConsumerName="d")["Consumer"]["ConsumerARN"]
    with subscribe(streams, other, "AT_TIMESTAMP", Timestamp=first) as events:
        assert [record["Data"] for record in itertools.islice(records(events), 2)] == [b"0", b"1"]


def test_each_consumer_has_all_records(streams, stream, consumer):
    put(streams, stream, b"0", b"1")
    other = streams.register_stream_consumer(StreamARN=arn(streams, stream), ConsumerName="d")["Consumer"]["ConsumerARN"]
    with subscribe(streams, consumer) as one, subscribe(streams, other) as two:
        for events in (one, two):
            assert [record["Data"] for record in itertools.islice(records(events), 2)] == [b"0", b"1"]


def test_a_closed_shard_ends_with_its_children(streams, stream, consumer):
    put(streams, stream, b"0")
    streams.split_shard(StreamName=stream, ShardToSplit=SHARD, NewStartingHashKey=HALF)
    with subscribe(streams, consumer) as pushes:
        events = list(pushed(pushes))
    assert [record["Data"] for event in events for record in event["Records"]] == [b"0"]
    children = events[-1]["ChildShards"]
    assert [child["ShardId"] for child in children] == ["shardId-000000000001", "shardId-000000000002"]
    assert all(child["ParentShards"] == [SHARD] for child in children)
    assert children[1]["HashKeyRange"]["StartingHashKey"] == HALF


def test_a_shard_that_is_split_meanwhile_ends_with_its_children(streams, stream, consumer):
    with subscribe(streams, consumer, "LATEST") as events:
        timer = threading.Timer(
            0.2, streams.split_shard, kwargs={"StreamName": stream, "ShardToSplit": SHARD, "NewStartingHashKey": HALF}
        )
        timer.start()
        last = list(pushed(events))[-1]
        timer.join()
    assert len(last["ChildShards"]) == 2


def test_a_subscriber_that_goes_away_takes_nothing_along(streams, stream, consumer, served):
    with subscribe(streams, consumer, "LATEST"):
        pass
    put(streams, stream, b"0")
    other = streams.register_stream_consumer(StreamARN=arn(streams, stream), ConsumerName="d")["Consumer"]["ConsumerARN"]
    with subscribe(streams, other) as events:
        assert next(records(events))["Data"] == b"0"
    assert served.process.poll() is None


def test_a_stream_that_is_deleted_ends_its_subscriptions(streams, make_stream):
    from botocore.exceptions import EventStreamError

    name = make_stream()
    consumer = streams.register_stream_consumer(StreamARN=arn(streams, name), ConsumerName="c")["Consumer"]["ConsumerARN"]
    with subscribe(streams, consumer, "LATEST") as events:
        timer = threading.Timer(0.2, streams.delete_stream, kwargs={"StreamName": name, "EnforceConsumerDeletion": True})
        timer.start()
        with pytest.raises(EventStreamError, match="ResourceNotFoundException"):
            list(pushed(events))
        timer.join()
