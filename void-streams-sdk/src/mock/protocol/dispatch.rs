//! From an operation's name to the operation.

use http::Response;
use void_core::{Body, protocol::server::ServerError};

use super::{super::operations::Serve, Exchange, errors::wire_error};
use crate::operations as requests;

/// Carries out the operation that is called `name`.
pub(super) async fn dispatch(name: &str, exchange: Exchange<'_>) -> Response<Body> {
    macro_rules! by_name {
        ($($request:ident),* $(,)?) => {
            match name {
                $( <requests::$request as requests::Operation>::NAME => carry_out::<requests::$request>(&exchange), )*
                _ => exchange.write::<()>(Err(ServerError::unknown_operation(name))),
            }
        };
    }
    by_name!(
        DeregisterStreamConsumerRequest,
        DescribeStreamConsumerRequest,
        GetRecordsRequest,
        GetShardIteratorRequest,
        ListShardsRequest,
        ListStreamConsumersRequest,
        MergeShardsRequest,
        PutRecordRequest,
        PutRecordsRequest,
        RegisterStreamConsumerRequest,
        SplitShardRequest,
        UpdateShardCountRequest,
        CreateStreamRequest,
        DeleteStreamRequest,
        DescribeStreamRequest,
        DescribeStreamSummaryRequest,
        ListStreamsRequest,
    )
}

fn carry_out<R: Serve>(exchange: &Exchange<'_>) -> Response<Body> {
    let result = match exchange.read::<R>() {
        Ok(request) => request.serve(exchange).map_err(wire_error),
        Err(error) => Err(error),
    };
    exchange.write(result)
}
