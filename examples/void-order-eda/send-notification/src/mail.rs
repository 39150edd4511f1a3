//! [`Mail`]: what the customer reads, and the [`Mailer`] that brings it to them.

use order_events::{EmailAddress, OrderId, OrderPlaced, PaymentProcessed};

/// A mail to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What makes it go out once: the order and the occasion.
    pub key: MailKey,
    /// Where it goes.
    pub to: EmailAddress,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// An occasion to write to a customer, which each order has once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MailKey {
    /// The order.
    pub order_id: OrderId,
    /// What happened to it.
    pub occasion: Occasion,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// It was placed.
    Placed,
    /// It was paid.
    Paid,
}

impl From<OrderPlaced> for Mail {
    fn from(event: OrderPlaced) -> Self {
        let lines = event.items.iter().map(|item| format!("  {:>3} × {}\n", item.quantity, item.name));
        Self {
            text: format!(
                "Dear {},\n\nthank you for your order:\n\n{}\nTogether {}. We write again when it is paid.\n",
                event.customer_info.name,
                lines.collect::<String>(),
                event.total_amount,
            ),
            subject: format!("We have your order {}", event.order_id),
            to: event.customer_info.email,
            key: MailKey { order_id: event.order_id, occasion: Occasion::Placed },
        }
    }
}

impl From<PaymentProcessed> for Mail {
    fn from(event: PaymentProcessed) -> Self {
        Self {
            text: format!(
                "Dear {},\n\nwe received {} for your order (payment {}).\n",
                event.customer_info.name, event.amount, event.payment_id,
            ),
            subject: format!("Your order {} is paid", event.order_id),
            to: event.customer_info.email,
            key: MailKey { order_id: event.order_id, occasion: Occasion::Paid },
        }
    }
}

/// The mail server did not take the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mail server did not take the mail")]
pub struct MailNotTaken;

/// Sends mails.
pub trait Mailer: Send + Sync + 'static {
    /// Sends `mail`, unless one with its key went out before.
    ///
    /// # Errors
    ///
    /// [`MailNotTaken`].
    fn send(&self, mail: Mail) -> impl Future<Output = Result<(), MailNotTaken>> + Send;
}
