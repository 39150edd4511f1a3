//! From an operation's name to the operation.

use http::Response;
use void_core::{Body, protocol::server::ServerError};

use super::{
    super::operations::{Serve, subscribe},
    Exchange,
    errors::wire_error,
};
use crate::operations::{self as requests, Operation};

/// Carries out the operation that is called `name`, and waits until what it changed lasts.
pub(super) async fn dispatch(name: &str, exchange: Exchange<'_>) -> Response<Body> {
    if let Err(error) = exchange.ready().await {
        return exchange.failure(error);
    }
    let response = by_name(name, &exchange).await;
    match exchange.durable().await {
        Ok(()) => response,
        Err(error) => exchange.failure(error),
    }
}

async fn by_name(name: &str, exchange: &Exchange<'_>) -> Response<Body> {
    macro_rules! by_name {
        ($($request:ident),* $(,)?) => {
            match name {
                $( <requests::$request as requests::Operation>::NAME => carry_out::<requests::$request>(exchange), )*
                requests::SubscribeToShardRequest::NAME => {
                    let request = exchange
                        .authorize(name)
                        .and_then(|()| exchange.read::<requests::SubscribeToShardRequest>());
                    exchange.stream(request.and_then(|request| subscribe(exchange, request).map_err(wire_error)))
                }
                _ => exchange.write::<()>(Err(ServerError::unknown_operation(name))),
            }
        };
    }
    by_name!(
        AddTagsToStreamRequest,
        CreateStreamRequest,
        DecreaseStreamRetentionPeriodRequest,
        DeleteResourcePolicyRequest,
        DeleteStreamRequest,
        DeregisterStreamConsumerRequest,
        DescribeAccountSettingsRequest,
        DescribeLimitsRequest,
        DescribeStreamConsumerRequest,
        DescribeStreamRequest,
        DescribeStreamSummaryRequest,
        DisableEnhancedMonitoringRequest,
        EnableEnhancedMonitoringRequest,
        GetRecordsRequest,
        GetResourcePolicyRequest,
        GetShardIteratorRequest,
        IncreaseStreamRetentionPeriodRequest,
        ListShardsRequest,
        ListStreamConsumersRequest,
        ListStreamsRequest,
        ListTagsForResourceRequest,
        ListTagsForStreamRequest,
        MergeShardsRequest,
        PutRecordRequest,
        PutRecordsRequest,
        PutResourcePolicyRequest,
        RegisterStreamConsumerRequest,
        RemoveTagsFromStreamRequest,
        SplitShardRequest,
        StartStreamEncryptionRequest,
        StopStreamEncryptionRequest,
        TagResourceRequest,
        UntagResourceRequest,
        UpdateAccountSettingsRequest,
        UpdateMaxRecordSizeRequest,
        UpdateShardCountRequest,
        UpdateStreamModeRequest,
        UpdateStreamRecordDistributionStrategyRequest,
        UpdateStreamWarmThroughputRequest,
    )
}

fn carry_out<R: Serve>(exchange: &Exchange<'_>) -> Response<Body> {
    let request = exchange.authorize(R::NAME).and_then(|()| exchange.read::<R>());
    let result = match request {
        Ok(request) => request.serve(exchange).map_err(wire_error),
        Err(error) => Err(error),
    };
    exchange.write(result)
}
