//! The events, and how any version of them is read.

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::value::RawValue;
use void_core::StorageRef;

use crate::{CustomerInfo, Money, Order, OrderId, OrderItem, PaymentId, v1::OrderPlacedV1};

/// An order was placed: nothing of it is paid, packed or told to the customer yet.
///
/// Written as `OrderPlaced.v2`; `OrderPlaced.v1` is still read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "eventType", rename = "OrderPlaced.v2", rename_all = "camelCase")]
pub struct OrderPlaced {
    /// The order.
    pub order_id: OrderId,
    /// Who ordered.
    pub customer_info: CustomerInfo,
    /// What they ordered.
    pub items: Vec<OrderItem>,
    /// What the items come to.
    pub total_amount: Money,
}

/// An order was paid. Written as `PaymentProcessed.v1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "eventType", rename = "PaymentProcessed.v1", rename_all = "camelCase")]
pub struct PaymentProcessed {
    /// The order.
    pub order_id: OrderId,
    /// The payment, as the gateway knows it.
    pub payment_id: PaymentId,
    /// Who paid.
    pub customer_info: CustomerInfo,
    /// How much was paid.
    pub amount: Money,
    /// Where the invoice is: the event names it, its bytes stay in the bucket. Earlier events have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<StorageRef>,
}

impl OrderPlaced {
    /// The event's name without its version: the value of the message attribute `EventType`, to filter on.
    pub const NAME: &'static str = "OrderPlaced";

    /// The event that `order` was placed under the id `order_id`.
    #[must_use]
    pub fn new(order_id: OrderId, order: Order) -> Self {
        let total_amount = order.total_amount();
        let (customer_info, items) = order.into_parts();
        Self { order_id, customer_info, items, total_amount }
    }
}

impl PaymentProcessed {
    /// The event's name without its version: the value of the message attribute `EventType`, to filter on.
    pub const NAME: &'static str = "PaymentProcessed";
}

/// Any event of the order system, in any version that it was ever published in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderEvent {
    /// `OrderPlaced.v1` or `.v2`.
    Placed(OrderPlaced),
    /// `PaymentProcessed.v1`.
    Paid(PaymentProcessed),
    /// A type or a version that this build does not know: to be skipped, with a line in the log.
    Unknown {
        /// Its name: `OrderPlaced.v9`.
        event_type: String,
    },
}

impl OrderEvent {
    /// Whether this build does not know the event's type or version.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }
}

// By hand, not `#[serde(tag = "eventType")]`: that reads the other fields before it knows their types, amounts as floats,
// and its `#[serde(other)]` forgets the name of what it did not know.
impl<'de> Deserialize<'de> for OrderEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        read(json.get()).map_err(de::Error::custom)
    }
}

fn read(json: &str) -> serde_json::Result<OrderEvent> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        event_type: String,
    }

    let Head { event_type } = serde_json::from_str(json)?;
    Ok(match event_type.as_str() {
        "OrderPlaced.v1" => OrderEvent::Placed(serde_json::from_str::<OrderPlacedV1>(json)?.into()),
        "OrderPlaced.v2" => OrderEvent::Placed(serde_json::from_str(json)?),
        "PaymentProcessed.v1" => OrderEvent::Paid(serde_json::from_str(json)?),
        _ => OrderEvent::Unknown { event_type },
    })
}

#[cfg(test)]
mod tests {
    use super::{OrderEvent, PaymentProcessed};
    use crate::{EmailAddress, Money};

    const V1: &str = r#"{"eventType":"OrderPlaced.v1","orderId":"o-1","customerName":"Jane Doe","customerEmail":"jane@example.com","items":[{"productId":"VC-102","name":"Void Cloud Mug","quantity":2,"priceCents":1200}],"totalCents":2400}"#;
    const V2: &str = r#"{"eventType":"OrderPlaced.v2","orderId":"o-1","customerInfo":{"name":"Jane Doe","email":"jane@example.com"},"items":[{"productId":"VC-102","name":"Void Cloud Mug","quantity":2,"price":12.00}],"totalAmount":24.00}"#;
    const PAID: &str = r#"{"eventType":"PaymentProcessed.v1","orderId":"o-1","paymentId":"p-1","customerInfo":{"name":"Jane Doe","email":"jane@example.com"},"amount":24.00}"#;

    fn event(json: &str) -> OrderEvent {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn reads_old_and_new_into_one_type() {
        assert_eq!(event(V1), event(V2));
        assert!(!event(V1).is_unknown());
    }

    #[test]
    fn writes_the_newest_version() {
        let OrderEvent::Placed(placed) = event(V1) else { panic!("{V1}") };
        assert_eq!(serde_json::to_string(&placed).unwrap(), V2);
        let OrderEvent::Paid(paid) = event(PAID) else { panic!("{PAID}") };
        assert_eq!(serde_json::to_string(&paid).unwrap(), PAID);
    }

    #[test]
    fn finds_the_type_wherever_it_stands() {
        let last = r#"{"amount":0.07,"orderId":"o","paymentId":"p","customerInfo":{"name":"J","email":"j@e"},"eventType":"PaymentProcessed.v1"}"#;
        let OrderEvent::Paid(PaymentProcessed { amount, customer_info, .. }) = event(last) else {
            panic!("{last}")
        };
        assert_eq!(amount, Money::from_cents(7));
        assert_eq!(customer_info.email, EmailAddress::try_from("j@e".to_owned()).unwrap());
    }

    #[test]
    fn keeps_the_name_of_what_it_does_not_know() {
        for name in ["OrderPlaced.v3", "OrderCancelled.v1", "OrderPlaced", ""] {
            let json = format!(r#"{{"eventType":"{name}","anything":[1.5]}}"#);
            assert_eq!(event(&json), OrderEvent::Unknown { event_type: name.to_owned() });
            assert!(event(&json).is_unknown());
        }
    }

    #[test]
    fn ignores_fields_that_it_does_not_know() {
        for (json, known) in [(V1, V1), (V2, V2)] {
            let with_more = json.replacen('{', r#"{"priority":{"level":1.5},"#, 1);
            assert_eq!(event(&with_more), event(known));
        }
    }

    #[test]
    fn refuses_an_event_without_its_type_or_a_field() {
        for (json, field) in [
            (r#"{"orderId":"o-1"}"#, "eventType"),
            (r#"{"eventType":"OrderPlaced.v2","orderId":"o-1"}"#, "customerInfo"),
            (r#"{"eventType":"OrderPlaced.v1","orderId":"o-1"}"#, "customerName"),
        ] {
            let error = serde_json::from_str::<OrderEvent>(json).unwrap_err().to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
