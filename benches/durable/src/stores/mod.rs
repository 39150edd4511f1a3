//! The stores.

#[cfg(feature = "fjall")]
pub mod fjall;
pub mod journal;
#[cfg(feature = "redb")]
pub mod redb;
#[cfg(feature = "sqlite")]
pub mod sqlite;
