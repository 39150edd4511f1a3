//! Writes to the customer when an order was placed and when it was paid.

mod mail;
mod outbox;

pub use self::{
    mail::{Mail, MailKey, MailNotTaken, Mailer, Occasion},
    outbox::Outbox,
};
