//! What the serving sides of the protocols share: reading a request whole, the error that is answered with, and what proves
//! that a token was given out here.

mod authenticator;
mod error;
mod received;
mod respond;

pub use self::{
    authenticator::Authenticator,
    error::{ServerError, Side},
    received::Received,
    respond::respond,
};
