//! The mock, through the client.

mod objects;
