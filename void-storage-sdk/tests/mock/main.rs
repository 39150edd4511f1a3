//! The mock, through the client.

mod objects;
mod reading;
mod versions;
