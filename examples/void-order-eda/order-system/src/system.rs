//! [`System`]: the seven functions, deployed from their `void.yaml` into this process.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use audit_ledger::{Audit, AuditLedger, AuditRequest};
use create_order::CreateOrder;
use process_payment::ProcessPayment;
use record_order::RecordOrder;
use schedule_shipping::{ScheduleShipping, SimulatedCarrier};
use send_notification::{Outbox, SendNotification};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::{Layer, filter::filter_fn, prelude::*};
use update_ledger::{MemoryLedger, UpdateLedger};
use void_core::{Random, Timestamp};
use void_function_sdk::{VoidHttpRequest, VoidHttpResponse};
use void_local::{Error, LocalCloud};

use crate::customers;

/// How long after one customer the next one orders.
pub(crate) const BETWEEN_ORDERS: Duration = Duration::from_millis(250);

/// The order system on a cloud whose time passes at once.
#[derive(Debug)]
pub(crate) struct System {
    pub(crate) cloud: LocalCloud,
    pub(crate) carrier: Arc<SimulatedCarrier>,
    pub(crate) outbox: Outbox,
    pub(crate) ledger: MemoryLedger,
}

/// What a customer sent and got.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) order: String,
    pub(crate) response: VoidHttpResponse,
}

impl System {
    pub(crate) async fn deploy(seed: u64) -> Result<Self, Error> {
        let cloud = LocalCloud::builder().seed(seed).build();
        let (carrier, outbox) = (Arc::<SimulatedCarrier>::default(), Outbox::default());
        cloud.deploy(include_str!("../../create-order/void.yaml"), CreateOrder::from_function_env).await?;
        cloud
            .deploy(include_str!("../../process-payment/void.yaml"), |env| {
                ProcessPayment::from_function_env(env).map(ProcessPayment::into_handler)
            })
            .await?;
        cloud
            .deploy(include_str!("../../schedule-shipping/void.yaml"), |_env| {
                ScheduleShipping::new(Arc::clone(&carrier)).into_handler()
            })
            .await?;
        cloud
            .deploy(include_str!("../../send-notification/void.yaml"), |_env| {
                SendNotification::new(outbox.clone()).into_handler()
            })
            .await?;
        let ledger = MemoryLedger::default();
        // It says how many shards the ledger has, so it comes first of the three.
        cloud
            .deploy(include_str!("../../update-ledger/void.yaml"), |_env| {
                UpdateLedger::new(ledger.clone()).into_handler()
            })
            .await?;
        cloud
            .deploy(include_str!("../../record-order/void.yaml"), |env| {
                RecordOrder::from_function_env(env).map(RecordOrder::into_handler)
            })
            .await?;
        cloud.deploy(include_str!("../../audit-ledger/void.yaml"), AuditLedger::from_function_env).await?;
        Ok(Self { cloud, carrier, outbox, ledger })
    }

    /// Puts what the functions log into the timeline, until what it gives is dropped. What the SDK logs of retries and dead
    /// letters is there already.
    pub(crate) fn log_to_timeline(&self) -> DefaultGuard {
        let by_functions = filter_fn(|metadata| !metadata.target().starts_with("void_"));
        let layer = self.cloud.log_layer(tracing::Level::INFO).with_filter(by_functions);
        tracing_subscriber::registry().with(layer).set_default()
    }

    /// Posts the orders of `count` customers, one after the other.
    pub(crate) async fn take_orders(&self, count: NonZeroU32) -> Result<Vec<Exchange>, Error> {
        let random = Random::from_seed(self.cloud.seed()).fork("customers");
        let mut exchanges = Vec::new();
        for order in customers::orders(count, &random) {
            let request =
                VoidHttpRequest::post("/orders").header("content-type", "application/json").text(&order);
            let response = self.cloud.http(request).await?;
            exchanges.push(Exchange { order, response });
            self.cloud.advance(BETWEEN_ORDERS).await;
        }
        Ok(exchanges)
    }

    /// Has the ledger read again from `since` on, by a function that knows nothing of the one which keeps the books.
    pub(crate) async fn audit(&self, since: Timestamp) -> Result<Audit, Error> {
        let request = AuditRequest { since_millis: since.as_millis() };
        let payload = serde_json::to_vec(&request).expect("a number is JSON");
        let answer = self.cloud.invoke("audit-ledger", payload).await?.expect("the stream is there");
        Ok(serde_json::from_slice(&answer).expect("it answers with an audit"))
    }

    /// Runs until every message and record is handled or dead-lettered.
    pub(crate) async fn settle(&self) -> Result<(), Error> {
        Ok(self.cloud.try_settle().await?)
    }
}
