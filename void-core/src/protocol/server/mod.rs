//! What the serving sides of the protocols share: reading a request whole, and the error that is answered with.

mod error;
mod received;
mod respond;

pub use self::{
    error::{ServerError, Side},
    received::Received,
    respond::respond,
};
