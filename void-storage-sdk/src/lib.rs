#![doc = include_str!("../README.md")]
#![expect(
    dead_code,
    reason = "each part on the wire is said for both sides, and there is no serving side yet"
)]

mod body;
mod call;
mod client;
mod error;
pub mod operations;
mod store;
pub mod types;
mod wire;

pub use self::{
    body::ObjectBody,
    call::{Call, CallFuture},
    client::{VoidStorageClient, service},
    error::{Error, ErrorKind},
    store::{BucketObjects, BucketPayloads},
    types::{BucketName, ETag, ObjectKey, VersionId},
};
pub use void_core::{
    Config, ConfigBuilder, Credentials, PayloadPointer, PayloadStore, ProvideCredentials, StorageRef,
    StoreError, StoreErrorKind,
};
