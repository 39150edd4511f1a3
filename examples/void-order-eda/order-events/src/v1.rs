//! `OrderPlaced.v1`, as it was published once: read, never written.
//!
//! It had the customer in two flat fields and amounts in whole cents.

use std::num::NonZeroU32;

use serde::Deserialize;

use crate::{CustomerInfo, EmailAddress, Money, OrderId, OrderItem, OrderPlaced};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderPlacedV1 {
    order_id: OrderId,
    customer_name: String,
    customer_email: EmailAddress,
    items: Vec<ItemV1>,
    total_cents: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemV1 {
    product_id: String,
    name: String,
    quantity: NonZeroU32,
    price_cents: u64,
}

impl From<OrderPlacedV1> for OrderPlaced {
    fn from(old: OrderPlacedV1) -> Self {
        Self {
            order_id: old.order_id,
            customer_info: CustomerInfo { name: old.customer_name, email: old.customer_email },
            items: old.items.into_iter().map(OrderItem::from).collect(),
            total_amount: Money::from_cents(old.total_cents),
        }
    }
}

impl From<ItemV1> for OrderItem {
    fn from(old: ItemV1) -> Self {
        Self {
            product_id: old.product_id,
            name: old.name,
            quantity: old.quantity,
            price: Money::from_cents(old.price_cents),
        }
    }
}
