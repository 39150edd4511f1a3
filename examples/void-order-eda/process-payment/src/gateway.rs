//! [`PaymentGateway`]: who takes the money.

use std::{error::Error, sync::Arc};

use order_events::{EmailAddress, Money, OrderId, PaymentId};

/// What is to be paid, once: an order that was charged already is not charged again, whoever asks how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The order, which is what makes the charge happen once.
    pub order_id: OrderId,
    /// Who pays.
    pub customer: EmailAddress,
    /// How much.
    pub amount: Money,
}

/// A charge that was not made.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// The bank said no. It may say yes another time: a limit was reached, an account was empty.
    #[error("the payment of {amount} was declined: {reason}")]
    Declined {
        /// How much was asked for.
        amount: Money,
        /// Why, as the bank puts it.
        reason: String,
    },
    /// The gateway gave no answer. The charge may have been made all the same, which asking again finds out.
    #[error("the payment gateway did not answer")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

/// Takes payments.
pub trait PaymentGateway: Send + Sync + 'static {
    /// Charges the customer for the order, unless that was done before: then it answers with the payment of that time.
    ///
    /// # Errors
    ///
    /// [`PaymentError`], of either kind worth another try.
    fn charge(&self, charge: Charge) -> impl Future<Output = Result<PaymentId, PaymentError>> + Send;
}

/// A gateway that several functions share.
impl<G: PaymentGateway> PaymentGateway for Arc<G> {
    fn charge(&self, charge: Charge) -> impl Future<Output = Result<PaymentId, PaymentError>> + Send {
        G::charge(self, charge)
    }
}
