//! The order system, deployed to a [`LocalCloud`] with a gateway that a test tells what to do.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use audit_ledger::AuditLedger;
use create_order::CreateOrder;
use order_events::{Order, OrderId, PaymentId};
use process_payment::{Charge, PaymentError, PaymentGateway, ProcessPayment};
use record_order::RecordOrder;
use schedule_shipping::{Carrier, ScheduleShipping, SimulatedCarrier};
use send_notification::{Outbox, SendNotification};
use update_ledger::UpdateLedger;
use void_function_sdk::{VoidHttpRequest, VoidHttpResponse};
use void_local::{Error, LocalCloud};

use crate::TestLedger;

/// The `void.yaml` of `create-order`.
pub const CREATE_ORDER: &str = include_str!("../../examples/void-order-eda/create-order/void.yaml");
/// The `void.yaml` of `process-payment`.
pub const PROCESS_PAYMENT: &str = include_str!("../../examples/void-order-eda/process-payment/void.yaml");
/// The `void.yaml` of `schedule-shipping`.
pub const SCHEDULE_SHIPPING: &str = include_str!("../../examples/void-order-eda/schedule-shipping/void.yaml");
/// The `void.yaml` of `send-notification`.
pub const SEND_NOTIFICATION: &str = include_str!("../../examples/void-order-eda/send-notification/void.yaml");
/// The `void.yaml` of `update-ledger`.
pub const UPDATE_LEDGER: &str = include_str!("../../examples/void-order-eda/update-ledger/void.yaml");
/// The `void.yaml` of `record-order`.
pub const RECORD_ORDER: &str = include_str!("../../examples/void-order-eda/record-order/void.yaml");
/// The `void.yaml` of `audit-ledger`.
pub const AUDIT_LEDGER: &str = include_str!("../../examples/void-order-eda/audit-ledger/void.yaml");

const JANES_ORDER: &str = r#"{"customerInfo":{"name":"Jane Doe","email":"jane@example.com"},"items":[{"productId":"VC-101","name":"Void Cloud T-Shirt","quantity":1,"price":25.00},{"productId":"VC-102","name":"Void Cloud Mug","quantity":2,"price":12.00}],"totalAmount":49.00}"#;

/// A T-shirt and two mugs, 49.00 together.
#[must_use]
pub fn janes_order() -> Order {
    serde_json::from_str(JANES_ORDER).expect("it is an order")
}

/// Declines every payment.
#[derive(Clone, Copy, Debug)]
pub struct DecliningGateway;

impl PaymentGateway for DecliningGateway {
    async fn charge(&self, charge: Charge) -> Result<PaymentId, PaymentError> {
        Err(PaymentError::Declined { amount: charge.amount, reason: "insufficient funds".to_owned() })
    }
}

/// A gateway that declines when it is told to, and keeps the books: the payment of each order, once, and each time it was
/// asked. Cheap to clone; clones keep one book.
#[derive(Clone, Debug, Default)]
pub struct TestGateway {
    books: Arc<Mutex<Books>>,
}

#[derive(Debug, Default)]
struct Books {
    declines: bool,
    asked: Vec<OrderId>,
    payments: BTreeMap<OrderId, PaymentId>,
}

impl TestGateway {
    /// Declines from now on.
    pub fn decline(&self) {
        self.books().declines = true;
    }

    /// Accepts from now on, as it does at first.
    pub fn accept(&self) {
        self.books().declines = false;
    }

    /// The orders that it was asked to charge, each as often as it was.
    #[must_use]
    pub fn asked(&self) -> Vec<OrderId> {
        self.books().asked.clone()
    }

    /// The orders that are paid.
    #[must_use]
    pub fn paid(&self) -> Vec<OrderId> {
        self.books().payments.keys().cloned().collect()
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PaymentGateway for TestGateway {
    async fn charge(&self, charge: Charge) -> Result<PaymentId, PaymentError> {
        let mut books = self.books();
        books.asked.push(charge.order_id.clone());
        if let Some(payment) = books.payments.get(&charge.order_id) {
            return Ok(payment.clone());
        }
        if books.declines {
            let reason = "insufficient funds".to_owned();
            return Err(PaymentError::Declined { amount: charge.amount, reason });
        }
        let payment =
            PaymentId::try_from(format!("payment-of-{}", charge.order_id)).expect("it is not empty");
        books.payments.insert(charge.order_id, payment.clone());
        Ok(payment)
    }
}

/// The seven functions on one cloud, and what they have to do with the world.
#[derive(Clone, Debug)]
pub struct OrderSystem {
    /// Where they run.
    pub cloud: LocalCloud,
    /// Who takes the money.
    pub gateway: TestGateway,
    /// Who takes the parcels.
    pub carrier: Arc<SimulatedCarrier>,
    /// The mails that went out.
    pub outbox: Outbox,
    /// What is kept of orders and payments.
    pub ledger: TestLedger,
}

impl OrderSystem {
    /// Deploys the seven functions to `cloud`.
    ///
    /// # Errors
    ///
    /// Any error of a deployment.
    pub async fn deploy(cloud: LocalCloud) -> Result<Self, Error> {
        let carrier = Arc::<SimulatedCarrier>::default();
        let system = Self {
            cloud,
            gateway: TestGateway::default(),
            carrier,
            outbox: Outbox::default(),
            ledger: TestLedger::default(),
        };
        system.cloud.deploy(CREATE_ORDER, CreateOrder::from_function_env).await?;
        system
            .cloud
            .deploy(PROCESS_PAYMENT, |env| {
                ProcessPayment::with_gateway(env, system.gateway.clone()).map(ProcessPayment::into_handler)
            })
            .await?;
        system.ship_with(Arc::clone(&system.carrier)).await?;
        system
            .cloud
            .deploy(SEND_NOTIFICATION, |_env| SendNotification::new(system.outbox.clone()).into_handler())
            .await?;
        system.deploy_ledger().await?;
        Ok(system)
    }

    /// The first of the three says how many shards the ledger has.
    async fn deploy_ledger(&self) -> Result<(), Error> {
        self.cloud
            .deploy(UPDATE_LEDGER, |_env| UpdateLedger::new(self.ledger.clone()).into_handler())
            .await?;
        self.cloud
            .deploy(RECORD_ORDER, |env| RecordOrder::from_function_env(env).map(RecordOrder::into_handler))
            .await?;
        self.cloud.deploy(AUDIT_LEDGER, AuditLedger::from_function_env).await?;
        Ok(())
    }

    /// Deploys `schedule-shipping` again, with another carrier.
    ///
    /// # Errors
    ///
    /// Any error of a deployment.
    pub async fn ship_with(&self, carrier: impl Carrier) -> Result<(), Error> {
        self.cloud.deploy(SCHEDULE_SHIPPING, |_env| ScheduleShipping::new(carrier).into_handler()).await?;
        Ok(())
    }

    /// Posts Jane's order.
    ///
    /// # Errors
    ///
    /// Any error of the gateway.
    pub async fn post(&self) -> Result<VoidHttpResponse, Error> {
        self.cloud.http(VoidHttpRequest::post("/orders").json(&janes_order())).await
    }

    /// Posts Jane's order, which is taken, and gives its id.
    ///
    /// # Panics
    ///
    /// When it is not taken.
    pub async fn order(&self) -> OrderId {
        let response = self.post().await.expect("there is a route");
        assert_eq!(response.status_code, 200, "{:?}", response.text_body());
        order_id(&response)
    }
}

/// The id in the answer to an order.
///
/// # Panics
///
/// When there is none.
#[must_use]
pub fn order_id(response: &VoidHttpResponse) -> OrderId {
    let answer: serde_json::Value = response.json_body().expect("the answer is JSON");
    serde_json::from_value(answer["orderId"].clone()).expect("the answer has an order id")
}
