//! [`Order`]: what a customer sends.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::{email::EmailAddress, money::Money};

/// What a customer orders. One that exists has items, and a total that is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Sent")]
pub struct Order {
    customer_info: CustomerInfo,
    items: Vec<OrderItem>,
    total_amount: Money,
}

/// Who orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerInfo {
    /// How to address them.
    pub name: String,
    /// Where to write to them.
    pub email: EmailAddress,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderItem {
    /// The product's id in the catalogue: `VC-101`.
    pub product_id: String,
    /// What the customer saw: `Void Cloud T-Shirt`.
    pub name: String,
    /// How many pieces.
    pub quantity: NonZeroU32,
    /// The price of one piece.
    pub price: Money,
}

/// Well-formed, but not an order. The message starts with the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrder {
    /// Nothing is ordered.
    #[error("items: there are none")]
    NoItems,
    /// The prices add up to more than [`Money`] holds.
    #[error("items: their prices are too large")]
    TooLarge,
    /// The customer saw another total than the items come to.
    #[error("totalAmount: it is {stated}, but the items come to {actual}")]
    WrongTotal {
        /// What the customer sent.
        stated: Money,
        /// What the items come to.
        actual: Money,
    },
}

impl Order {
    /// Makes an order of `items`, whose total follows from them.
    ///
    /// # Errors
    ///
    /// [`InvalidOrder::NoItems`] and [`InvalidOrder::TooLarge`].
    pub fn new(customer_info: CustomerInfo, items: Vec<OrderItem>) -> Result<Self, InvalidOrder> {
        let total_amount = total(&items)?;
        Ok(Self { customer_info, items, total_amount })
    }

    /// Who orders.
    #[must_use]
    pub const fn customer_info(&self) -> &CustomerInfo {
        &self.customer_info
    }

    /// What they order; at least one line.
    #[must_use]
    pub fn items(&self) -> &[OrderItem] {
        &self.items
    }

    /// What the items come to.
    #[must_use]
    pub const fn total_amount(&self) -> Money {
        self.total_amount
    }

    /// Takes the order apart into who orders and what.
    #[must_use]
    pub fn into_parts(self) -> (CustomerInfo, Vec<OrderItem>) {
        (self.customer_info, self.items)
    }
}

fn total(items: &[OrderItem]) -> Result<Money, InvalidOrder> {
    if items.is_empty() {
        return Err(InvalidOrder::NoItems);
    }
    items
        .iter()
        .try_fold(Money::ZERO, |sum, item| sum.checked_add(item.price.checked_mul(item.quantity.get())?))
        .ok_or(InvalidOrder::TooLarge)
}

/// The order as it is sent: nothing but its shape is known.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    customer_info: CustomerInfo,
    items: Vec<OrderItem>,
    total_amount: Money,
}

impl TryFrom<Sent> for Order {
    type Error = InvalidOrder;

    fn try_from(sent: Sent) -> Result<Self, InvalidOrder> {
        let order = Self::new(sent.customer_info, sent.items)?;
        if order.total_amount == sent.total_amount {
            Ok(order)
        } else {
            Err(InvalidOrder::WrongTotal { stated: sent.total_amount, actual: order.total_amount })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidOrder, Order};
    use crate::Money;

    const JANE: &str = r#"{"customerInfo":{"name":"Jane Doe","email":"jane@example.com"},"items":[{"productId":"VC-101","name":"Void Cloud T-Shirt","quantity":1,"price":25.00},{"productId":"VC-102","name":"Void Cloud Mug","quantity":2,"price":12.00}],"totalAmount":49.00}"#;

    fn refusal(json: &str) -> String {
        serde_json::from_str::<Order>(json).unwrap_err().to_string()
    }

    #[test]
    fn reads_and_writes_the_same_bytes() {
        let order: Order = serde_json::from_str(JANE).unwrap();
        assert_eq!(order.total_amount(), Money::from_cents(4_900));
        assert_eq!(order.items().len(), 2);
        assert_eq!(serde_json::to_string(&order).unwrap(), JANE);
    }

    #[test]
    fn ignores_fields_that_it_does_not_know() {
        let with_more = JANE.replacen('{', r#"{"coupon":{"code":"X"},"#, 1);
        let order: Order = serde_json::from_str(&with_more).unwrap();
        assert_eq!(serde_json::to_string(&order).unwrap(), JANE);
    }

    #[test]
    fn refuses_a_total_that_is_not_the_items() {
        let error = refusal(&JANE.replace("49.00", "48.99"));
        assert!(error.starts_with("totalAmount: it is 48.99, but the items come to 49.00"), "{error}");
    }

    #[test]
    fn refuses_no_items_and_no_pieces() {
        let customer = serde_json::from_str::<Order>(JANE).unwrap().customer_info().clone();
        assert_eq!(Order::new(customer, Vec::new()), Err(InvalidOrder::NoItems));
        assert!(refusal(&JANE.replace(r#""quantity":2"#, r#""quantity":0"#)).contains("nonzero"));
    }

    #[test]
    fn refuses_prices_beyond_what_money_holds() {
        let error = refusal(&JANE.replace("12.00", "184467440737095516.15"));
        assert!(error.starts_with("items: their prices are too large"), "{error}");
    }
}
