//! [`Invoices`]: the bucket that invoices are stored in.

use std::fmt::Write as _;

use order_events::{OrderPlaced, PaymentId};
use void_core::StorageRef;
use void_storage_sdk::{Error, VoidStorageClient, types::BucketName};

const CONTENT_TYPE: &str = "text/plain; charset=utf-8";

/// Stores one invoice an order.
#[derive(Clone, Debug)]
pub struct Invoices {
    storage: VoidStorageClient,
    bucket: BucketName,
}

impl Invoices {
    /// Stores invoices in `bucket`.
    pub fn new(storage: VoidStorageClient, bucket: impl Into<BucketName>) -> Self {
        Self { storage, bucket: bucket.into() }
    }

    /// Stores the invoice of an order and says where it is. A second time it is the same object with the same bytes.
    pub(crate) async fn store(&self, order: &OrderPlaced, payment: &PaymentId) -> Result<StorageRef, Error> {
        let (bucket, key, text) = (self.bucket.as_str(), key(order), text(order, payment));
        let size = text.len() as u64;
        let stored = self.storage.put_object(bucket, key.as_str(), text).content_type(CONTENT_TYPE).await?;
        tracing::info!(bucket, key, size, "an invoice is stored");
        Ok(stored.reference(bucket, key.as_str(), size).with_content_type(CONTENT_TYPE))
    }
}

/// The same each time, so that a second try overwrites the first.
fn key(order: &OrderPlaced) -> String {
    format!("{}.txt", order.order_id)
}

fn text(order: &OrderPlaced, payment: &PaymentId) -> String {
    let mut text = format!("Invoice of order {}\n{}\n\n", order.order_id, order.customer_info.name);
    for item in &order.items {
        let _ = writeln!(text, "{:>4} x {:<32}{:>12}", item.quantity, item.name, item.price);
    }
    let _ = writeln!(text, "\n{:<39}{:>12}\nPaid by {payment}", "Total", order.total_amount);
    text
}
