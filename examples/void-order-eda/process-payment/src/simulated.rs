//! [`SimulatedGateway`]: a payment gateway that takes its time and sometimes says no.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use order_events::{OrderId, PaymentId};
use void_core::{Random, SharedClock};

use crate::gateway::{Charge, PaymentError, PaymentGateway};

const SUCCESS_PERCENT: u64 = 90;
const SHORTEST_LATENCY: Duration = Duration::from_millis(80);
const LONGEST_LATENCY: Duration = Duration::from_millis(400);
/// As payment sandboxes have card numbers that are always declined, so does this one have a customer.
const ALWAYS_DECLINED: &str = "declined@";

/// Answers after 80 to 400 ms and takes nine payments of ten, which ones its seed decides. Whoever writes from
/// `declined@…` is always declined.
#[derive(Debug)]
pub struct SimulatedGateway {
    clock: SharedClock,
    random: Random,
    charged: Mutex<HashMap<OrderId, PaymentId>>,
}

impl SimulatedGateway {
    /// Makes a gateway that waits by `clock` and draws from `random`.
    #[must_use]
    pub fn new(clock: SharedClock, random: Random) -> Self {
        Self { clock, random, charged: Mutex::default() }
    }

    async fn wait(&self) {
        let spread = (LONGEST_LATENCY - SHORTEST_LATENCY).as_millis();
        let extra = self.random.below(u64::try_from(spread).expect("it is 320") + 1);
        let latency = SHORTEST_LATENCY + Duration::from_millis(extra);
        self.clock.sleep_until(self.clock.now() + latency).await;
    }

    fn decide(&self, charge: Charge) -> Result<PaymentId, PaymentError> {
        let mut charged = self.charged();
        if let Some(payment) = charged.get(&charge.order_id) {
            return Ok(payment.clone());
        }
        let declined =
            |reason: &str| PaymentError::Declined { amount: charge.amount, reason: reason.to_owned() };
        if charge.customer.as_str().starts_with(ALWAYS_DECLINED) {
            return Err(declined("the card has expired"));
        }
        if self.random.below(100) >= SUCCESS_PERCENT {
            return Err(declined("insufficient funds"));
        }
        let payment = PaymentId::try_from(self.random.uuid()).expect("a UUID is not empty");
        charged.insert(charge.order_id, payment.clone());
        Ok(payment)
    }

    fn charged(&self) -> MutexGuard<'_, HashMap<OrderId, PaymentId>> {
        self.charged.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PaymentGateway for SimulatedGateway {
    async fn charge(&self, charge: Charge) -> Result<PaymentId, PaymentError> {
        self.wait().await;
        self.decide(charge)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use order_events::{EmailAddress, Money};
    use void_core::SystemClock;

    use super::*;

    fn gateway(seed: u64) -> SimulatedGateway {
        SimulatedGateway::new(Arc::new(SystemClock::new()), Random::from_seed(seed))
    }

    fn charge(order: usize, customer: &str) -> Charge {
        Charge {
            order_id: OrderId::try_from(format!("o-{order}")).unwrap(),
            customer: EmailAddress::try_from(customer.to_owned()).unwrap(),
            amount: Money::from_cents(4_900),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn takes_nine_of_ten_under_any_seed() {
        for seed in 0..5 {
            let gateway = gateway(seed);
            let mut taken = 0;
            for order in 0..1_000 {
                taken += usize::from(gateway.charge(charge(order, "jane@example.com")).await.is_ok());
            }
            assert!((870..=930).contains(&taken), "seed {seed}: {taken} of 1000");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn decides_the_same_under_one_seed() {
        let (one, two) = (gateway(7), gateway(7));
        for order in 0..100 {
            let first = one.charge(charge(order, "jane@example.com")).await;
            let second = two.charge(charge(order, "jane@example.com")).await;
            assert_eq!(first.ok(), second.ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn charges_an_order_once() {
        let gateway = gateway(1);
        let mut payments = Vec::new();
        while payments.len() < 20 {
            payments.extend(gateway.charge(charge(1, "jane@example.com")).await.ok());
        }
        assert!(payments.iter().all(|payment| payment == &payments[0]), "{payments:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn takes_its_time() {
        let gateway = gateway(3);
        for order in 0..100 {
            let before = gateway.clock.now();
            let _either = gateway.charge(charge(order, "jane@example.com")).await;
            let latency = gateway.clock.now().since(before);
            assert!((SHORTEST_LATENCY..=LONGEST_LATENCY).contains(&latency), "{latency:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn always_declines_the_customer_for_it() {
        let gateway = gateway(1);
        for _ in 0..50 {
            let error = gateway.charge(charge(1, "declined@example.com")).await.unwrap_err();
            assert_eq!(error.to_string(), "the payment of 49.00 was declined: the card has expired");
        }
    }
}
