//! Each operation's request and response as botocore's model of the service has them.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use void_streams_sdk::{
    Call, CallFuture, VoidStreamsClient,
    operations::{self, EmptyResponse, EnhancedMonitoringResponse, Operation, SubscribeToShardEvent},
    types::{CommitmentStatus, MetricsName, RecordDistributionStrategy, StreamMode},
};

use crate::support::{Answer, Script};

/// Of each operation the request and the response with every member that the model has (botocore 1.44), but for those that
/// are "Not Implemented. Reserved for future use." (`StreamId`); of SubscribeToShard the event in place of the response.
const MODEL: &str = include_str!("wire_shapes.json");
const ARN: &str = "arn:aws:kinesis:eu-central-1:123456789012:stream/orders";

fn model() -> BTreeMap<String, [Value; 2]> {
    serde_json::from_str(MODEL).unwrap()
}

/// Reads and writes what the model has: a member whose name is not known is lost on the way.
fn goes_both_ways<T: serde::Serialize + serde::de::DeserializeOwned>(what: &str, members: &Value) {
    let read: T = serde_json::from_value(members.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(serde_json::to_value(read).unwrap(), *members, "{what}");
}

#[test]
fn every_member_of_every_operation_is_known() {
    let mut model = model();
    macro_rules! known {
        ($($request:ident)*) => {$(
            type Request = operations::$request;
            let name = <Request as Operation>::NAME;
            let [request, response] = model.remove(name).unwrap();
            goes_both_ways::<Request>(name, &request);
            match name {
                "SubscribeToShard" => goes_both_ways::<SubscribeToShardEvent>(name, &response),
                _ => goes_both_ways::<<Request as Operation>::Response>(name, &response),
            }
            assert_eq!(<Request as Operation>::TARGET, format!("Kinesis_20131202.{name}"));
        )*};
    }
    macro_rules! each { ($($request:ident)*) => {$( { known!($request); } )*}; }
    each! {
        AddTagsToStreamRequest CreateStreamRequest DecreaseStreamRetentionPeriodRequest DeleteResourcePolicyRequest
        DeleteStreamRequest DeregisterStreamConsumerRequest DescribeAccountSettingsRequest DescribeLimitsRequest
        DescribeStreamRequest DescribeStreamConsumerRequest DescribeStreamSummaryRequest
        DisableEnhancedMonitoringRequest EnableEnhancedMonitoringRequest GetRecordsRequest GetResourcePolicyRequest
        GetShardIteratorRequest IncreaseStreamRetentionPeriodRequest ListShardsRequest ListStreamConsumersRequest
        ListStreamsRequest ListTagsForResourceRequest ListTagsForStreamRequest MergeShardsRequest PutRecordRequest
        PutRecordsRequest PutResourcePolicyRequest RegisterStreamConsumerRequest RemoveTagsFromStreamRequest
        SplitShardRequest StartStreamEncryptionRequest StopStreamEncryptionRequest SubscribeToShardRequest
        TagResourceRequest UntagResourceRequest UpdateAccountSettingsRequest UpdateMaxRecordSizeRequest
        UpdateShardCountRequest UpdateStreamModeRequest UpdateStreamRecordDistributionStrategyRequest
        UpdateStreamWarmThroughputRequest
    }
    assert_eq!(model.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "operations that are not there");
}

/// A server's answer has at least what the model calls required; all else may be absent, and is in older servers.
#[test]
fn what_an_answer_need_not_have_may_be_absent() {
    let stream = json!({"StreamName": "orders", "StreamARN": ARN, "StreamStatus": "ACTIVE", "RetentionPeriodHours": 24,
        "StreamCreationTimestamp": 1_700_000_000.5, "EnhancedMonitoring": [], "Shards": [], "HasMoreShards": false,
        "OpenShardCount": 1});
    serde_json::from_value::<operations::DescribeStreamResponse>(json!({"StreamDescription": stream}))
        .unwrap();
    serde_json::from_value::<operations::DescribeStreamSummaryResponse>(
        json!({"StreamDescriptionSummary": stream}),
    )
    .unwrap();
    let listed = json!({"StreamNames": ["orders"], "HasMoreStreams": false});
    serde_json::from_value::<operations::ListStreamsResponse>(listed).unwrap();
    let limits = json!({"ShardLimit": 10, "OpenShardCount": 3});
    serde_json::from_value::<operations::DescribeLimitsResponse>(limits).unwrap();
    serde_json::from_value::<EnhancedMonitoringResponse>(json!({"StreamName": "orders"})).unwrap();
    serde_json::from_value::<operations::ListTagsForResourceResponse>(json!({})).unwrap();
    serde_json::from_value::<operations::DescribeAccountSettingsResponse>(json!({})).unwrap();
    let _: EmptyResponse = serde_json::from_value(json!({})).unwrap();
}

/// Makes the call on a client; compares what was sent with `body`. The answer is the model's.
async fn sends<R: Operation>(
    call: impl for<'client> FnOnce(&'client VoidStreamsClient) -> Call<'client, R>,
    body: Value,
) {
    let script = Script::new([Answer::Json(model()[R::NAME][1].clone())]);
    let client = script.client();
    let future: CallFuture<'_, R::Response> = call(&client).into_future();
    future.await.unwrap();
    assert_eq!(script.asked(), [(format!("Kinesis_20131202.{}", R::NAME), body.clone())]);
    let read: R = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), body, "the serving side reads what the client writes");
}

#[tokio::test]
async fn streams_are_made_described_and_deleted() {
    sends(
        |client| client.create_stream("orders").shards(3),
        json!({"StreamName": "orders", "ShardCount": 3}),
    )
    .await;
    sends(
        |client| {
            client
                .create_stream("orders")
                .on_demand()
                .tag("team", "shop")
                .max_record_size_in_kib(2048)
                .warm_throughput_mib_per_second(7)
                .record_distribution_strategy(RecordDistributionStrategy::Auto)
        },
        json!({"StreamName": "orders", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}, "Tags": {"team": "shop"},
            "MaxRecordSizeInKiB": 2048, "WarmThroughputMiBps": 7, "RecordDistributionStrategy": "AUTO"}),
    )
    .await;
    sends(|client| client.delete_stream("orders"), json!({"StreamName": "orders"})).await;
    let body = json!({"StreamARN": ARN, "EnforceConsumerDeletion": true});
    sends(|client| client.delete_stream(ARN).enforce_consumer_deletion(), body).await;
    sends(
        |client| client.describe_stream(ARN).limit(7).exclusive_start_shard_id("shardId-000000000001"),
        json!({"StreamARN": ARN, "Limit": 7, "ExclusiveStartShardId": "shardId-000000000001"}),
    )
    .await;
    sends(|client| client.describe_stream_summary("orders"), json!({"StreamName": "orders"})).await;
    sends(|client| client.describe_limits(), json!({})).await;
    sends(
        |client| client.list_streams().limit(7).exclusive_start_stream_name("a").next_token("t"),
        json!({"Limit": 7, "ExclusiveStartStreamName": "a", "NextToken": "t"}),
    )
    .await;
}

#[tokio::test]
async fn streams_are_changed() {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let body = json!({"StreamName": "orders", "RetentionPeriodHours": 48});
    sends(|client| client.increase_stream_retention_period("orders", hours(48)), body.clone()).await;
    sends(|client| client.decrease_stream_retention_period("orders", hours(48)), body).await;
    sends(
        |client| client.update_stream_mode(ARN, StreamMode::OnDemand).warm_throughput_mib_per_second(7),
        json!({"StreamARN": ARN, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}, "WarmThroughputMiBps": 7}),
    )
    .await;
    let body = json!({"StreamARN": ARN, "MaxRecordSizeInKiB": 2048});
    sends(|client| client.update_max_record_size(ARN, 2048), body).await;
    let body = json!({"StreamName": "orders", "WarmThroughputMiBps": 7});
    sends(|client| client.update_stream_warm_throughput("orders", 7), body).await;
    let body = json!({"StreamARN": ARN, "RecordDistributionStrategy": "AUTO"});
    let auto = RecordDistributionStrategy::Auto;
    sends(|client| client.update_stream_record_distribution_strategy(ARN, auto), body).await;
    let body = json!({"StreamName": "orders", "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"});
    sends(|client| client.start_stream_encryption("orders", "alias/aws/kinesis"), body.clone()).await;
    sends(|client| client.stop_stream_encryption("orders", "alias/aws/kinesis"), body).await;
    let body = json!({"StreamARN": ARN, "ShardLevelMetrics": ["IncomingBytes", "ALL"]});
    let metrics = || [MetricsName::IncomingBytes, MetricsName::All];
    sends(|client| client.enable_enhanced_monitoring(ARN, metrics()), body.clone()).await;
    sends(|client| client.disable_enhanced_monitoring(ARN, metrics()), body).await;
}

#[tokio::test]
async fn tags_policies_and_the_account() {
    let body = json!({"StreamName": "orders", "Tags": {"team": "shop"}});
    sends(|client| client.add_tags_to_stream("orders", [("team", "shop")]), body).await;
    let body = json!({"StreamName": "orders", "TagKeys": ["team"]});
    sends(|client| client.remove_tags_from_stream("orders", ["team"]), body).await;
    sends(
        |client| client.list_tags_for_stream("orders").limit(7).exclusive_start_tag_key("a"),
        json!({"StreamName": "orders", "Limit": 7, "ExclusiveStartTagKey": "a"}),
    )
    .await;
    let body = json!({"ResourceARN": ARN, "Tags": {"team": "shop"}});
    sends(|client| client.tag_resource(ARN, [("team", "shop")]), body).await;
    let body = json!({"ResourceARN": ARN, "TagKeys": ["team"]});
    sends(|client| client.untag_resource(ARN, ["team"]), body).await;
    sends(|client| client.list_tags_for_resource(ARN), json!({"ResourceARN": ARN})).await;
    let body = json!({"ResourceARN": ARN, "Policy": "{}"});
    sends(|client| client.put_resource_policy(ARN, "{}"), body).await;
    sends(|client| client.get_resource_policy(ARN), json!({"ResourceARN": ARN})).await;
    sends(|client| client.delete_resource_policy(ARN), json!({"ResourceARN": ARN})).await;
    sends(|client| client.describe_account_settings(), json!({})).await;
    let body = json!({"MinimumThroughputBillingCommitment": {"Status": "ENABLED"}});
    sends(|client| client.update_account_settings(CommitmentStatus::Enabled), body).await;
}

#[test]
fn what_a_foreign_client_leaves_out_is_empty() {
    let request: operations::CreateStreamRequest =
        serde_json::from_value(json!({"StreamName": null})).unwrap();
    assert!(request.stream_name.is_empty());
    let request: operations::TagResourceRequest = serde_json::from_value(json!({"Tags": null})).unwrap();
    assert!(request.resource_arn.is_empty() && request.tags.is_none());
}
