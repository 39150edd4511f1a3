//! Making, describing, listing and deleting streams.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use void_streams_sdk::{
    ErrorKind, StreamArn,
    mock::MockStreams,
    types::{EncryptionType, RecordDistributionStrategy, StreamMode, StreamStatus},
};

use crate::support::{World, refusal};

const ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

#[tokio::test]
async fn a_stream_is_described_as_it_was_made() {
    let world = World::new();
    world.pass(Duration::from_millis(250));
    let call = world.client.create_stream("orders").shards(3).max_record_size_in_kib(2048);
    call.tag("team", "shop").await.unwrap();

    let stream = world.client.describe_stream(ARN).await.unwrap().stream_description;
    assert_eq!((stream.stream_name.as_str(), stream.stream_arn.as_str()), ("orders", ARN));
    assert_eq!(stream.stream_status, StreamStatus::Active);
    assert_eq!(stream.stream_mode_details.unwrap().stream_mode, StreamMode::Provisioned);
    assert_eq!(stream.stream_creation_timestamp.as_millis(), 1_700_000_000_000, "told to the second");
    assert_eq!((stream.retention_period_hours, stream.has_more_shards), (24, false));
    assert_eq!((stream.encryption_type, stream.key_id), (Some(EncryptionType::None), None));
    assert_eq!(stream.enhanced_monitoring[0].shard_level_metrics, []);
    let shards: Vec<_> = stream.shards.iter().map(|shard| shard.shard_id.as_str()).collect();
    assert_eq!(shards, ["shardId-000000000000", "shardId-000000000001", "shardId-000000000002"]);
    // The ranges that kinesalite recorded of the service.
    let ends: Vec<_> =
        stream.shards.iter().map(|shard| shard.hash_key_range.ending_hash_key.to_string()).collect();
    let thirds = ["113427455640312821154458202477256070484", "226854911280625642308916404954512140969"];
    assert_eq!(ends, [thirds[0], thirds[1], "340282366920938463463374607431768211455"]);

    let summary = world.client.describe_stream_summary("orders").await.unwrap().stream_description_summary;
    assert_eq!((summary.open_shard_count, summary.consumer_count), (3, Some(0)));
    assert_eq!(summary.max_record_size_in_kib, Some(2048));
    assert_eq!((summary.warm_throughput, summary.record_distribution_strategy), (None, None));
}

#[tokio::test]
async fn an_on_demand_stream_begins_with_four_shards() {
    let world = World::new();
    let call = world.client.create_stream("clicks").on_demand();
    call.record_distribution_strategy(RecordDistributionStrategy::Auto).await.unwrap();
    let summary = world.client.describe_stream_summary("clicks").await.unwrap().stream_description_summary;
    assert_eq!(summary.stream_mode_details.unwrap().stream_mode, StreamMode::OnDemand);
    assert_eq!(summary.open_shard_count, 4);
    assert_eq!(summary.record_distribution_strategy, Some(RecordDistributionStrategy::Auto));
}

#[tokio::test]
async fn what_can_t_be_made_is_refused() {
    let world = World::new();
    let client = &world.without_retries();
    world.mock.create_stream("taken", 1);
    let calls = [
        (client.create_stream("taken").shards(1), ErrorKind::ResourceInUse),
        (client.create_stream("").shards(1), ErrorKind::Validation),
        (client.create_stream("a b").shards(1), ErrorKind::Validation),
        (client.create_stream("a".repeat(129)).shards(1), ErrorKind::Validation),
        (client.create_stream("a"), ErrorKind::Validation),
        (client.create_stream("a").shards(0), ErrorKind::Validation),
        (client.create_stream("a").shards(20_000), ErrorKind::LimitExceeded),
        (client.create_stream("a").shards(1).on_demand(), ErrorKind::InvalidArgument),
        (client.create_stream("a").on_demand().warm_throughput_mib_per_second(8), ErrorKind::InvalidArgument),
        (client.create_stream("a").shards(1).warm_throughput_mib_per_second(8), ErrorKind::InvalidArgument),
        (client.create_stream("a").shards(1).max_record_size_in_kib(1023), ErrorKind::Validation),
        (client.create_stream("a").shards(1).max_record_size_in_kib(10_241), ErrorKind::Validation),
        (
            client
                .create_stream("a")
                .shards(1)
                .record_distribution_strategy(RecordDistributionStrategy::Auto),
            ErrorKind::InvalidArgument,
        ),
        (client.create_stream("a").shards(1).tag("", "empty"), ErrorKind::Validation),
        (client.create_stream("a").shards(1).tag("k".repeat(129), "long"), ErrorKind::Validation),
        (client.create_stream("a").shards(1).tag("k", "v".repeat(257)), ErrorKind::Validation),
        (client.create_stream("a").shards(1).tag("k", "100%"), ErrorKind::InvalidArgument),
        (
            (0..51)
                .fold(client.create_stream("a").shards(1), |call, number| call.tag(number.to_string(), "")),
            ErrorKind::InvalidArgument,
        ),
    ];
    for (call, kind) in calls {
        let request = format!("{:?}", call.request());
        assert_eq!(call.await.unwrap_err().kind(), kind, "{request}");
    }
    assert_eq!(world.mock.stream_names(), ["taken"], "what is refused changes nothing");
    assert_eq!(
        refusal(
            &world,
            "CreateStream",
            json!({"StreamName": "a", "ShardCount": 1, "StreamModeDetails": {"StreamMode": "X"}})
        )
        .await,
        (
            "ValidationException".to_owned(),
            "1 validation error detected: Value 'X' at 'streamModeDetails.streamMode' failed to \
          satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]"
                .to_owned()
        )
    );
}

#[tokio::test]
async fn on_demand_streams_are_limited_and_so_are_shards_in_all() {
    let world = World::new();
    for number in 0..50 {
        world.client.create_stream(format!("s{number}")).on_demand().await.unwrap();
    }
    let error = world.without_retries().create_stream("s50").on_demand().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    world.client.create_stream("many").shards(20_000 - 50 * 4).await.unwrap();
    let error = world.without_retries().create_stream("more").shards(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert!(
        error.to_string().contains("Current shard count for the account: 20000. Limit: 20000."),
        "{error}"
    );
}

#[tokio::test]
async fn a_stream_is_found_by_name_by_arn_or_by_both() {
    let world = World::with(|builder| builder.account_id("123456789012").region("eu-central-1"));
    world.mock.create_stream("orders", 1);
    let arn = world.mock.stream("orders").arn();
    assert_eq!(arn, StreamArn::from("arn:aws:kinesis:eu-central-1:123456789012:stream/orders"));
    let both = json!({"StreamName": "orders", "StreamARN": arn});
    assert_eq!(refusal(&world, "DescribeStreamSummary", both).await.0, "");
    for (body, code) in [
        (json!({}), "InvalidArgumentException"),
        (json!({"StreamName": "other", "StreamARN": arn}), "InvalidArgumentException"),
        (json!({"StreamName": "nothing"}), "ResourceNotFoundException"),
        (
            json!({"StreamARN": "arn:aws:kinesis:eu-central-1:000000000000:stream/orders"}),
            "ResourceNotFoundException",
        ),
        (
            json!({"StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/orders"}),
            "ResourceNotFoundException",
        ),
        (json!({"StreamARN": "arn:aws:sqs:us-east-1:123456789012:orders"}), "ValidationException"),
        (json!({"StreamName": "a/b"}), "ValidationException"),
        (json!({"StreamName": 1}), "SerializationException"),
    ] {
        for operation in ["DescribeStreamSummary", "DescribeStream", "DeleteStream"] {
            assert_eq!(refusal(&world, operation, body.clone()).await.0, code, "{operation} {body}");
        }
    }
    assert!(world.mock.find_stream("orders").is_some());
}

#[tokio::test]
async fn shards_come_in_pages_of_a_hundred() {
    let world = World::new();
    world.mock.create_stream("orders", 250);
    let (mut ids, mut sizes, mut after) = (BTreeSet::new(), Vec::new(), None);
    loop {
        let mut call = world.client.describe_stream("orders").limit(10_000);
        if let Some(after) = after {
            call = call.exclusive_start_shard_id(after);
        }
        let page = call.await.unwrap().stream_description;
        sizes.push(page.shards.len());
        ids.extend(page.shards.iter().map(|shard| shard.shard_id.clone()));
        after = page.shards.last().map(|shard| shard.shard_id.clone());
        if !page.has_more_shards {
            break;
        }
    }
    assert_eq!((sizes, ids.len()), (vec![100, 100, 50], 250));
    let page = world.client.describe_stream("orders").limit(2).await.unwrap().stream_description;
    assert_eq!((page.shards.len(), page.has_more_shards), (2, true));
    for (body, code) in [
        (json!({"Limit": 0}), "ValidationException"),
        (json!({"Limit": 10_001}), "ValidationException"),
        (json!({"ExclusiveStartShardId": ""}), "ValidationException"),
        (json!({"ExclusiveStartShardId": "shardId-x"}), "InvalidArgumentException"),
    ] {
        let mut body = body;
        body["StreamName"] = json!("orders");
        assert_eq!(refusal(&world, "DescribeStream", body.clone()).await.0, code, "{body}");
    }
}

#[tokio::test]
async fn streams_are_listed_by_name_in_pages() {
    let world = World::new();
    assert_eq!(world.client.list_streams().await.unwrap(), Default::default());
    for number in 0..120 {
        world.mock.create_stream(format!("s{number:03}"), 1);
    }
    let first = world.client.list_streams().await.unwrap();
    assert_eq!((first.stream_names.len(), first.has_more_streams), (100, true));
    assert_eq!(first.stream_names[99], "s099");
    let summary = &first.stream_summaries[99];
    assert_eq!((summary.stream_name.as_str(), &summary.stream_status), ("s099", &StreamStatus::Active));

    let by_token = world.client.list_streams().next_token(first.next_token.unwrap()).await.unwrap();
    assert_eq!(
        (by_token.stream_names.len(), by_token.has_more_streams, &by_token.next_token),
        (20, false, &None)
    );
    let by_name = world.client.list_streams().exclusive_start_stream_name("s099").await.unwrap();
    assert_eq!(by_name, by_token);
    let page = world.client.list_streams().exclusive_start_stream_name("s0995").limit(1).await.unwrap();
    assert_eq!((page.stream_names, page.has_more_streams), (vec!["s100".into()], true));
}

#[tokio::test]
async fn tokens_expire_and_can_t_be_forged() {
    let world = World::new();
    for name in ["a", "b", "c"] {
        world.mock.create_stream(name, 1);
    }
    let page = world.client.list_streams().limit(1).await.unwrap();
    let token = page.next_token.unwrap();
    world.pass(Duration::from_secs(300));
    let page = world.client.list_streams().limit(1).next_token(&token).await.unwrap();
    assert_eq!(page.stream_names, ["b"]);
    world.pass(Duration::from_millis(1));
    let error = world.client.list_streams().next_token(&token).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ExpiredNextToken);
    let foreign = MockStreams::new();
    foreign.create_stream("a", 1);
    foreign.create_stream("b", 1);
    let of_another = foreign.client().list_streams().limit(1).await.unwrap().next_token.unwrap();
    for forged in ["AAAA", "=", &token[1..], &of_another] {
        let error = world.client.list_streams().next_token(forged).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{forged}");
    }
    let error = world.client.list_streams().next_token("").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_deleted_stream_is_gone_and_its_name_is_free() {
    let world = World::new();
    world.mock.create_stream("orders", 2);
    world.client.delete_stream("orders").await.unwrap();
    let error = world.client.describe_stream("orders").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    assert!(error.to_string().contains("Stream orders under account 000000000000 not found."), "{error}");
    assert_eq!(world.client.delete_stream("orders").await.unwrap_err().kind(), ErrorKind::ResourceNotFound);
    world.client.create_stream("orders").shards(1).await.unwrap();
}
