//! A bucket as an `object_store::ObjectStore`.

mod deleting;
mod errors;
mod getting;
mod listing;
mod multipart;
mod payload;
mod putting;
#[cfg(feature = "object-store-signer")]
mod signing;
mod store;
mod uploading;

pub use self::store::VoidObjectStore;
