//! `POST /orders`: checks an order and publishes `OrderPlaced`.

use order_events::{Order, OrderId, OrderPlaced};
use serde::Serialize;
use void_core::Random;
use void_function_sdk::{
    BodyError, FunctionEnv, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse,
    http::StatusCode,
};
use void_messaging_sdk::{VoidMessagingClient, types::QueueUrl};

/// The variable that holds the URL of the queue that `OrderPlaced` goes to.
pub const QUEUE_URL_VARIABLE: &str = "ORDER_EVENTS_QUEUE_URL";

/// Takes orders.
///
/// Answers 200 with the order's id once its event is in the queue, and 400 to what is not an order.
#[derive(Clone, Debug)]
pub struct CreateOrder {
    messaging: VoidMessagingClient,
    queue_url: Option<QueueUrl>,
    random: Random,
}

/// The answer to an order that was taken.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Created<'a> {
    message: &'a str,
    order_id: &'a OrderId,
}

/// The answer to anything else.
#[derive(Debug, Serialize)]
struct Refused<'a> {
    message: &'a str,
}

impl CreateOrder {
    /// Publishes to the queue at `queue_url`.
    #[must_use]
    pub fn new(messaging: VoidMessagingClient, queue_url: impl Into<QueueUrl>) -> Self {
        let random = messaging.config().random().fork("order ids");
        Self { messaging, queue_url: Some(queue_url.into()), random }
    }

    /// Publishes to the queue that the environment names. Without one it answers each order with 500.
    #[must_use]
    pub fn from_function_env(env: &FunctionEnv) -> Self {
        let messaging = VoidMessagingClient::new(env.config());
        let random = messaging.config().random().fork("order ids");
        Self { messaging, queue_url: env.var(QUEUE_URL_VARIABLE).map(QueueUrl::from), random }
    }

    fn next_order_id(&self) -> OrderId {
        OrderId::try_from(self.random.uuid()).expect("a UUID is not empty")
    }
}

impl Handler<VoidHttpRequest> for CreateOrder {
    type Output = VoidHttpResponse;

    async fn handle(
        &self,
        request: VoidHttpRequest,
        _context: VoidContext,
    ) -> Result<VoidHttpResponse, HandlerError> {
        let order: Order = match request.json() {
            Ok(order) => order,
            Err(BodyError::Missing) => {
                return Ok(refuse(StatusCode::BAD_REQUEST, "Request body is required."));
            }
            Err(error) => return Ok(refuse(StatusCode::BAD_REQUEST, &error.to_string())),
        };
        let Some(queue_url) = &self.queue_url else {
            return Ok(refuse(StatusCode::INTERNAL_SERVER_ERROR, "Messaging queue not configured."));
        };
        let event = OrderPlaced::new(self.next_order_id(), order);
        self.messaging
            .send_message(queue_url, &event)
            .message_attribute("EventType", OrderPlaced::NAME)
            .await?;
        let created = Created { message: "Order created.", order_id: &event.order_id };
        Ok(VoidHttpResponse::json(StatusCode::OK, &created))
    }
}

fn refuse(status: StatusCode, message: &str) -> VoidHttpResponse {
    VoidHttpResponse::json(status, &Refused { message })
}
