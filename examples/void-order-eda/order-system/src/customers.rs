//! The customers and what they order.

use std::num::NonZeroU32;

use order_events::{CustomerInfo, EmailAddress, Money, Order, OrderItem};
use void_core::Random;

/// The first order, as it is posted: the bytes of a browser.
pub(crate) const JANES_ORDER: &str = r#"{"customerInfo":{"name":"Jane Doe","email":"jane@example.com"},"items":[{"productId":"VC-101","name":"Void Cloud T-Shirt","quantity":1,"price":25.00},{"productId":"VC-102","name":"Void Cloud Mug","quantity":2,"price":12.00}],"totalAmount":49.00}"#;

const NAMES: [&str; 8] = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Tony"];
/// Whose card has expired: the payment gateway declines everything from `declined@…`.
const EXPIRED: &str = "declined@example.com";
const CATALOGUE: [(&str, &str, u64); 4] = [
    ("VC-101", "Void Cloud T-Shirt", 25_00),
    ("VC-102", "Void Cloud Mug", 12_00),
    ("VC-103", "Void Cloud Sticker", 99),
    ("VC-104", "Void Cloud Umbrella", 34_95),
];

/// Makes the bodies of `count` orders: Jane's, then others', the last one with a card that has expired.
pub(crate) fn orders(count: NonZeroU32, random: &Random) -> Vec<String> {
    let others = (1..count.get()).map(|index| {
        let name = NAMES[(index as usize - 1) % NAMES.len()];
        let address = if index + 1 == count.get() {
            EXPIRED.to_owned()
        } else {
            format!("{}{index}@example.com", name.to_lowercase())
        };
        serde_json::to_string(&order(name, address, random)).expect("an order is JSON")
    });
    std::iter::once(JANES_ORDER.to_owned()).chain(others).collect()
}

fn order(name: &str, address: String, random: &Random) -> Order {
    let email = EmailAddress::try_from(address).expect("it has both sides");
    let lines = 1 + random.below(2);
    let items = (0..lines).map(|_| item(random)).collect();
    Order::new(CustomerInfo { name: name.to_owned(), email }, items)
        .expect("there are items, and not too dear ones")
}

fn item(random: &Random) -> OrderItem {
    let index =
        usize::try_from(random.below(CATALOGUE.len() as u64)).expect("it is below the catalogue's length");
    let (product_id, name, cents) = CATALOGUE[index];
    let quantity = u32::try_from(1 + random.below(3)).expect("it is at most 3");
    OrderItem {
        product_id: product_id.to_owned(),
        name: name.to_owned(),
        quantity: NonZeroU32::new(quantity).expect("it is at least 1"),
        price: Money::from_cents(cents),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_orders_and_the_last_cannot_be_paid() {
        let bodies = orders(NonZeroU32::new(12).unwrap(), &Random::from_seed(1));
        assert_eq!(bodies.len(), 12);
        assert_eq!(bodies[0], JANES_ORDER);
        let orders: Vec<Order> = bodies.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
        let expired = orders.iter().filter(|order| order.customer_info().email.as_str() == EXPIRED);
        assert_eq!(expired.count(), 1);
        assert_eq!(orders[11].customer_info().email.as_str(), EXPIRED);
    }
}
