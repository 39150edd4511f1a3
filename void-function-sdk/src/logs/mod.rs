//! JSON log lines: one line an event, labelled with the invocation that it belongs to.
//!
//! ```json
//! {"timestamp":"2026-03-01T12:00:00.123Z","level":"INFO","message":"order created","target":"create_order","function":"create-order",
//!  "requestId":"8476a536-…","correlationId":"1-5759e988-…","coldStart":true,"orderId":"7a1c"}
//! ```
//!
//! `run` installs them on standard output where no subscriber is set. `VOID_LOG_LEVEL`, else `AWS_LAMBDA_LOG_LEVEL`, else
//! `RUST_LOG` says what is logged: a level (`debug`), or levels by target (`warn,create_order=debug`). Default: `info`.
//!
//! With a subscriber of your own, add the layer to it:
//!
//! ```
//! use tracing_subscriber::layer::SubscriberExt;
//! use void_function_sdk::logs::JsonLayer;
//!
//! let subscriber = tracing_subscriber::registry().with(JsonLayer::new());
//! tracing::subscriber::with_default(subscriber, || tracing::info!(orderId = "7a1c", "order created"));
//! ```

mod install;
mod layer;
mod line;
#[cfg(test)]
mod tests;

pub use self::{install::install, layer::JsonLayer};
