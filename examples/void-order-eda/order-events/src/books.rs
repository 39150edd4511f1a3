//! [`Books`]: what the events of a ledger come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Money, OrderEvent, OrderId};

/// What was ordered and what was paid, order by order. An event that is booked twice counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    accounts: BTreeMap<OrderId, Account>,
}

/// One order's part of the books. Nothing is said of what was not booked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// What the order came to.
    pub ordered: Option<Money>,
    /// What was paid for it.
    pub paid: Option<Money>,
}

/// What books come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// How many orders are in the books.
    pub orders: usize,
    /// What they come to; `None` when that is too large to hold.
    pub ordered: Option<Money>,
    /// What was paid; `None` when that is too large to hold.
    pub paid: Option<Money>,
    /// How many of the orders are not paid.
    pub unpaid: usize,
}

impl Books {
    /// Books an event, and says whether it was new. One of an unknown type is not booked.
    pub fn book(&mut self, event: &OrderEvent) -> bool {
        let (order_id, amount) = match event {
            OrderEvent::Placed(order) => (&order.order_id, order.total_amount),
            OrderEvent::Paid(payment) => (&payment.order_id, payment.amount),
            OrderEvent::Unknown { .. } => return false,
        };
        let account = self.accounts.entry(order_id.clone()).or_default();
        let entry =
            if matches!(event, OrderEvent::Placed(_)) { &mut account.ordered } else { &mut account.paid };
        entry.replace(amount).is_none()
    }

    /// What an order's part is; `None` when nothing was booked for it.
    #[must_use]
    pub fn account(&self, order_id: &OrderId) -> Option<Account> {
        self.accounts.get(order_id).copied()
    }

    /// What the books come to.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let sum = |part: fn(&Account) -> Option<Money>| {
            self.accounts.values().filter_map(part).try_fold(Money::ZERO, Money::checked_add)
        };
        Balance {
            orders: self.accounts.len(),
            ordered: sum(|account| account.ordered),
            paid: sum(|account| account.paid),
            unpaid: self.accounts.values().filter(|account| account.paid.is_none()).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, Books};
    use crate::{Money, OrderEvent};

    fn event(json: &str) -> OrderEvent {
        serde_json::from_str(json).unwrap()
    }

    fn placed(order: &str, amount: &str) -> OrderEvent {
        event(&format!(
            r#"{{"eventType":"OrderPlaced.v2","orderId":"{order}","customerInfo":{{"name":"J","email":"j@e"}},"items":[{{"productId":"p","name":"p","quantity":1,"price":{amount}}}],"totalAmount":{amount}}}"#
        ))
    }

    fn paid(order: &str, amount: &str) -> OrderEvent {
        event(&format!(
            r#"{{"eventType":"PaymentProcessed.v1","orderId":"{order}","paymentId":"p","customerInfo":{{"name":"J","email":"j@e"}},"amount":{amount}}}"#
        ))
    }

    #[test]
    fn an_event_counts_once_however_often_it_is_booked() {
        let mut books = Books::default();
        assert!(books.book(&placed("o-1", "49.00")));
        assert!(!books.book(&placed("o-1", "49.00")));
        assert!(books.book(&paid("o-1", "49.00")) && books.book(&placed("o-2", "0.99")));
        assert!(!books.book(&event(r#"{"eventType":"OrderShipped.v1","orderId":"o-3"}"#)));
        let balance = books.balance();
        assert_eq!((balance.orders, balance.unpaid), (2, 1));
        assert_eq!(
            (balance.ordered, balance.paid),
            (Some(Money::from_cents(4_999)), Some(Money::from_cents(4_900)))
        );
        let account = books.account(&"o-2".to_owned().try_into().unwrap());
        assert_eq!(account, Some(Account { ordered: Some(Money::from_cents(99)), paid: None }));
    }

    #[test]
    fn a_payment_may_come_before_its_order() {
        let mut books = Books::default();
        assert!(books.book(&paid("o-1", "1.00")) && books.book(&placed("o-1", "1.00")));
        assert_eq!((books.balance().orders, books.balance().unpaid), (1, 0));
    }

    #[test]
    fn a_sum_that_is_too_large_is_not_made_up() {
        let mut books = Books::default();
        for order in ["o-1", "o-2"] {
            books.book(&paid(order, "184467440737095516.15"));
        }
        assert_eq!(books.balance().paid, None);
    }
}
