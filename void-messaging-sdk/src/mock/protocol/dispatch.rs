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
                $( <requests::$request as requests::Operation>::NAME => carry_out::<requests::$request>(exchange).await, )*
                _ => exchange.write::<()>(Err(ServerError::unknown_operation(name))),
            }
        };
    }
    by_name!(
        AddPermissionRequest,
        CancelMessageMoveTaskRequest,
        ChangeMessageVisibilityBatchRequest,
        ChangeMessageVisibilityRequest,
        CreateQueueRequest,
        DeleteMessageBatchRequest,
        DeleteMessageRequest,
        DeleteQueueRequest,
        GetQueueAttributesRequest,
        GetQueueUrlRequest,
        ListDeadLetterSourceQueuesRequest,
        ListMessageMoveTasksRequest,
        ListQueueTagsRequest,
        ListQueuesRequest,
        PurgeQueueRequest,
        ReceiveMessageRequest,
        RemovePermissionRequest,
        SendMessageBatchRequest,
        SendMessageRequest,
        SetQueueAttributesRequest,
        StartMessageMoveTaskRequest,
        TagQueueRequest,
        UntagQueueRequest,
    )
}

async fn carry_out<R: Serve>(exchange: Exchange<'_>) -> Response<Body> {
    let request = exchange.authorize(R::NAME).and_then(|()| exchange.read::<R>());
    let result = match request {
        Ok(request) => serve(request, &exchange).await,
        Err(error) => Err(error),
    };
    exchange.write(result)
}

/// Carries a request out, and waits until what it changed lasts.
async fn serve<R: Serve>(request: R, exchange: &Exchange<'_>) -> Result<R::Response, ServerError> {
    exchange.ready().await?;
    let result = request.serve(exchange).await.map_err(wire_error)?;
    exchange.durable().await?;
    Ok(result)
}
