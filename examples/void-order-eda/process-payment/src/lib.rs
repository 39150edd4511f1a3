//! Charges each order that was placed, stores its invoice and publishes `PaymentProcessed`, with a reference to the invoice.

mod gateway;
mod invoices;
mod simulated;

use order_events::{OrderEvent, OrderPlaced, PaymentProcessed};
use void_function_sdk::{
    EachRecord, FunctionEnv, HandlerError, MissingVariable, Outcome, QueueMessage, RecordHandler,
    VoidContext, each_record,
};
use void_messaging_sdk::{VoidMessagingClient, types::QueueUrl};
use void_storage_sdk::VoidStorageClient;

pub use self::{
    gateway::{Charge, PaymentError, PaymentGateway},
    invoices::Invoices,
    simulated::SimulatedGateway,
};

/// The variable that holds the URL of the queue that `PaymentProcessed` goes to.
pub const QUEUE_URL_VARIABLE: &str = "PAYMENT_EVENTS_QUEUE_URL";
/// The variable that holds the name of the bucket that invoices are stored in.
pub const BUCKET_VARIABLE: &str = "INVOICES_BUCKET";

/// Charges for orders.
///
/// A declined payment fails its message, which is tried again and in the end dead-lettered with the reason.
#[derive(Clone, Debug)]
pub struct ProcessPayment<G> {
    gateway: G,
    invoices: Invoices,
    messaging: VoidMessagingClient,
    queue_url: QueueUrl,
}

impl<G: PaymentGateway> ProcessPayment<G> {
    /// Charges through `gateway`, stores in `invoices` and publishes to the queue at `queue_url`.
    pub fn new(
        gateway: G,
        invoices: Invoices,
        messaging: VoidMessagingClient,
        queue_url: impl Into<QueueUrl>,
    ) -> Self {
        Self { gateway, invoices, messaging, queue_url: queue_url.into() }
    }

    /// Charges through `gateway`, with the bucket and the queue that the environment names.
    ///
    /// # Errors
    ///
    /// [`MissingVariable`] where it does not name both.
    pub fn with_gateway(env: &FunctionEnv, gateway: G) -> Result<Self, MissingVariable> {
        let queue_url = env.require(QUEUE_URL_VARIABLE)?;
        let bucket = env.require(BUCKET_VARIABLE)?;
        let invoices = Invoices::new(VoidStorageClient::new(env.config()), bucket);
        Ok(Self::new(gateway, invoices, VoidMessagingClient::new(env.config()), queue_url))
    }

    /// The handler of whole batches: events of unknown types are skipped.
    pub fn into_handler(self) -> EachRecord<OrderEvent, Self> {
        each_record(self).skip_unknown(OrderEvent::is_unknown)
    }

    async fn charge(&self, order: OrderPlaced) -> Result<PaymentProcessed, HandlerError> {
        let charge = Charge {
            order_id: order.order_id.clone(),
            customer: order.customer_info.email.clone(),
            amount: order.total_amount,
        };
        let payment_id = self.gateway.charge(charge).await?;
        let invoice = self.invoices.store(&order, &payment_id).await?;
        Ok(PaymentProcessed {
            order_id: order.order_id,
            payment_id,
            customer_info: order.customer_info,
            amount: order.total_amount,
            invoice: Some(invoice),
        })
    }
}

impl ProcessPayment<SimulatedGateway> {
    /// Charges through a [`SimulatedGateway`], with the bucket and the queue that the environment names.
    ///
    /// # Errors
    ///
    /// [`MissingVariable`] where it does not name both.
    pub fn from_function_env(env: &FunctionEnv) -> Result<Self, MissingVariable> {
        let config = env.config();
        let gateway = SimulatedGateway::new(config.clock().clone(), config.random().fork("payments"));
        Self::with_gateway(env, gateway)
    }
}

impl<G: PaymentGateway> RecordHandler<OrderEvent> for ProcessPayment<G> {
    async fn handle_record(
        &self,
        message: QueueMessage<OrderEvent>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        let OrderEvent::Placed(order) = message.body else { return Ok(Outcome::Done) };
        let payment = self.charge(order).await?;
        self.messaging
            .send_message(&self.queue_url, &payment)
            .message_attribute("EventType", PaymentProcessed::NAME)
            .await?;
        tracing::info!(order_id = %payment.order_id, payment_id = %payment.payment_id, "an order is paid");
        Ok(Outcome::Done)
    }
}
