#![doc = include_str!("../README.md")]

mod body;
mod call;
mod checksum;
mod client;
mod error;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "object-store")]
mod object_store;
pub mod operations;
mod pages;
mod store;
pub mod transfer;
pub mod types;
mod wire;

#[cfg(feature = "object-store")]
pub use self::object_store::VoidObjectStore;
pub use self::{
    body::{ObjectBody, ObjectReader},
    call::{Call, CallFuture},
    client::{AddressingStyle, PresignPost, PresignedPost, PresignedRequest, VoidStorageClient, service},
    error::{Error, ErrorKind},
    pages::{Items, Listing, Paged, Pages},
    store::{BucketObjects, BucketPayloads},
    types::{BucketName, ETag, ObjectKey, VersionId},
};
pub use void_core::{
    Config, ConfigBuilder, Credentials, PayloadPointer, PayloadStore, ProvideCredentials, StorageRef,
    StoreError, StoreErrorKind,
};
