//! The wire protocols that more than one service speaks.

#[cfg(feature = "cbor")]
pub mod aws_cbor;
pub mod aws_chunked;
pub mod aws_json;
#[cfg(feature = "event-stream")]
pub mod event_stream;
#[cfg(feature = "mock")]
pub mod query;
#[cfg(feature = "mock")]
pub mod server;
pub mod shapes;
