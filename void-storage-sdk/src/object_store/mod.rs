//! A bucket as an `object_store::ObjectStore`.

mod deleting;
mod errors;
mod getting;
mod listing;
mod putting;
mod store;

pub use self::store::VoidObjectStore;
