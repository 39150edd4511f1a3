//! What the functions of the order system tell each other: the events, and the orders, amounts and ids in them.
//!
//! An event's name carries its version (`OrderPlaced.v2`). A reader takes every version that it knows into one
//! type ([`OrderPlaced`]), skips a type that it does not know ([`OrderEvent::Unknown`]) and ignores fields
//! that it does not know, so that a producer can be deployed before its consumers.

mod books;
mod email;
mod event;
mod id;
mod money;
mod order;
mod v1;

pub use self::{
    books::{Account, Balance, Books},
    email::{EmailAddress, InvalidEmailAddress},
    event::{OrderEvent, OrderPlaced, PaymentProcessed},
    id::{EmptyId, OrderId, PaymentId},
    money::{InvalidMoney, Money},
    order::{CustomerInfo, InvalidOrder, Order, OrderItem},
};
